import type { CheckFinding } from "../environment/mistake";
import type { Deployment, LaidService } from "./deployment";

/** Data of a service lies where it was begun, in the form of its kind. */
export function serviceObjections(declared: Deployment, deployed: Deployment): CheckFinding[] {
  return [
    ...platformObjections(declared, deployed),
    ...deployed.services.flatMap((was) => {
      const now = declared.services.find(({ name }) => name === was.name);
      return now ? changedService(now, was, declared) : [];
    }),
  ];
}

function platformObjections(declared: Deployment, deployed: Deployment): CheckFinding[] {
  const was = deployed.platformVolume;
  // Without a volume of that name another rule has said so.
  if (was === null || declared.platformVolume === was || !declared.volumes.some(({ name }) => name === was)) return [];
  return [
    {
      path: ["ruche:platform", "volume"],
      value: declared.platformVolume ?? undefined,
      message: `databases, registry and the state of backups lie on ${was}: elsewhere they would begin empty`,
      allowed: was,
      remedy: `write ruche:platform: { volume: ${was} }`,
    },
  ];
}

function changedService(now: LaidService, was: LaidService, declared: Deployment): CheckFinding[] {
  const path = ["ruche:services", now.name];
  if (now.kind !== was.kind)
    return [
      {
        path: [...path, "kind"],
        value: now.kind,
        message: `${now.name} is a ${was.kind}, and has the data of one`,
        allowed: was.kind,
        remedy:
          `give the ${now.kind} another name, and its host: the address people know; ${now.name} can go then. Or take ` +
          `${now.name} out, run up, and declare the new kind after that: what ${now.name} had on its volume and in its ` +
          "database stays, and the new kind would find it",
      },
    ];
  if (!was.stateful || was.volume === null || now.volume === was.volume) return [];
  // Without a volume of that name another rule has said so.
  if (!declared.volumes.some(({ name }) => name === was.volume)) return [];
  return [
    {
      path: [...path, "volume"],
      value: now.volume ?? undefined,
      message: `the files of ${now.name} lie on ${was.volume}: elsewhere it would begin empty`,
      allowed: was.volume,
      remedy:
        `write ${was.volume}, or move it: ./ruche backup ENVIRONMENT ${now.name}, take it out of the file, up, ` +
        `write it again with volume: ${now.volume}, up, ./ruche restore ENVIRONMENT ${now.name}`,
    },
  ];
}

/** Backups do not move: a repository comes beside another one, which goes when it is no longer needed. */
export function repositoryObjections(declared: Deployment, deployed: Deployment): CheckFinding[] {
  const way =
    "declare a second repository, run up, and take this one out once the second one reaches back as far as is kept";
  const moved = Object.entries(declared.repositories).filter(
    ([name, machine]) => deployed.repositories[name] !== undefined && deployed.repositories[name] !== machine,
  );
  const kept = Object.keys(declared.repositories).filter((name) => name in deployed.repositories);
  const before = Object.keys(deployed.repositories);
  return [
    ...moved.map(([name, machine]) => ({
      path: ["ruche:backup", "repositories", name, "on"],
      value: machine,
      message: `the backups of ${name} lie on ${deployed.repositories[name]}, and do not move`,
      allowed: deployed.repositories[name]!,
      remedy: way,
    })),
    ...(Object.keys(declared.repositories).length > 0 && before.length > 0 && kept.length === 0
      ? [
          {
            path: ["ruche:backup", "repositories"],
            value: Object.keys(declared.repositories),
            message: "no repository with backups would be left",
            allowed: `at least one of ${before.join(", ")} beside the new ones`,
            remedy: way,
          },
        ]
      : []),
  ];
}

/** What a change leaves behind, or begins empty: allowed, and worth a look. */
export function changeWarnings(declared: Deployment, deployed: Deployment): readonly string[] {
  const gone = deployed.services.filter(
    ({ name, stateful }) => stateful && !declared.services.some((other) => other.name === name),
  );
  return [
    ...gone.map((was) => {
      const heirs = declared.services.filter(
        ({ name, kind }) => kind === was.kind && !deployed.services.some((other) => other.name === name),
      );
      const renamed = heirs
        .map(({ name }) => ` ${name} is another ${was.kind} and begins empty: nothing is renamed.`)
        .join("");
      return (
        `${was.name} is taken out. Its data stays where it is, and is neither served nor backed up any more; ` +
        `written again under this name with the same kind, it is as it was.${renamed}`
      );
    }),
    ...deployed.volumes
      .filter(({ name }) => !declared.volumes.some((other) => other.name === name))
      .map(({ name, machines }) => `The volume ${name} is taken out. Its data stays on ${machines.join(", ")}.`),
  ];
}
