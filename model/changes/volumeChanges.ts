import type { CheckFinding } from "../environment/mistake";
import type { Deployment, LaidVolume } from "./deployment";

/** What lies on a volume and stays declared, for people. */
function usersOf(name: string, declared: Deployment, deployed: Deployment): string[] {
  const services = deployed.services
    .filter(({ volume, stateful }) => stateful && volume === name)
    .filter((service) => declared.services.some((other) => other.name === service.name))
    .map((service) => service.name);
  return [...services, ...(deployed.platformVolume === name ? ["databases, registry and the state of backups"] : [])];
}

/** A volume holds what was written to it: it is neither renamed nor made of something else. */
export function volumeObjections(declared: Deployment, deployed: Deployment): CheckFinding[] {
  return deployed.volumes.flatMap((was) => {
    const now = declared.volumes.find(({ name }) => name === was.name);
    return now ? changedVolume(now, was) : goneVolume(was, declared, deployed);
  });
}

function goneVolume(was: LaidVolume, declared: Deployment, deployed: Deployment): CheckFinding[] {
  const users = usersOf(was.name, declared, deployed);
  if (users.length === 0) return [];
  const heir = declared.volumes.find(
    ({ name, mount }) => mount === was.mount && !deployed.volumes.some((other) => other.name === name),
  );
  return [
    {
      path: ["ruche:storage", was.name],
      at: "key",
      value: heir?.name,
      message: `${was.name} is gone from the file, and on it lies what stays: ${users.join(", ")}`,
      allowed: `${was.name}, as it was`,
      remedy: heir
        ? `write ${was.name} instead of ${heir.name}: a volume cannot be renamed, and nobody but this file sees its name`
        : `write ${was.name} as it was; a service moves to another volume by itself, see docs/operations.md`,
    },
  ];
}

function changedVolume(now: LaidVolume, was: LaidVolume): CheckFinding[] {
  const path = ["ruche:storage", now.name];
  const kept = (key: "mount" | "technology" | "replicas" | "arbiter", what: string): CheckFinding[] =>
    was[key] === undefined || was[key] === now[key]
      ? []
      : [
          {
            path: [...path, key === "technology" ? "kind" : key],
            value: now[key],
            message: `${what} of a volume with data stays what it was`,
            allowed: String(was[key]),
            remedy: `write ${was[key]}, or declare a second volume and move services to it one by one`,
          },
        ];
  const same = [
    ...kept("mount", "the mount"),
    ...kept("technology", "the kind"),
    ...kept("replicas", "the number of copies"),
    ...kept("arbiter", "the arbiter"),
  ];
  return [...same, ...(same.length > 0 ? [] : membersObjections(now, was))];
}

/**
 * Machines of a volume are exchanged one at a time in each group: the others have the data, and give it to the new one.
 */
function membersObjections(now: LaidVolume, was: LaidVolume): CheckFinding[] {
  const added = now.machines.filter((machine) => !was.machines.includes(machine));
  const removed = was.machines.filter((machine) => !now.machines.includes(machine));
  const finding = (message: string, remedy: string): CheckFinding[] => [
    {
      path: ["ruche:storage", now.name, "on"],
      value: now.machines,
      message,
      allowed: `${was.machines.join(", ")}, or one of them exchanged for another machine`,
      remedy,
    },
  ];
  if (added.length !== removed.length)
    return finding(
      `its data lies on ${was.machines.length} machines, and does not spread over ${now.machines.length} by itself`,
      "keep as many machines, or declare a second volume and move services to it one by one",
    );
  const size = now.replicas ?? now.machines.length;
  if (size < 2)
    return finding(
      `${removed.join(", ")} holds the only copy of the data`,
      "declare a second volume and move services to it one by one",
    );
  const before = groupsIn(was.machines, size);
  const exchanged = groupsIn(now.machines, size).map((group, at) => exchange(before[at]!, group, now.arbiter));
  if (exchanged.some(({ moved }) => moved))
    return finding(
      "a machine would change its place among those with the same data",
      `write them in the order ${was.machines.join(", ")}, each new machine in the place of the one that goes`,
    );
  const many = exchanged.find(({ gone }) => gone.length > 1);
  return many === undefined
    ? []
    : finding(
        `${many.gone.join(" and ")} would go at once, and hold the same data`,
        "exchange one machine, run up, which waits until the new one has everything, and exchange the next one then",
      );

  /** What becomes of one group of machines with the same data. */
  function exchange(
    old: readonly string[],
    group: readonly string[],
    arbiter: boolean | undefined,
  ): { readonly gone: readonly string[]; readonly moved: boolean } {
    const gone = old.filter((machine) => !group.includes(machine));
    const strange = group.filter((machine) => !old.includes(machine) && was.machines.includes(machine));
    const [last, lastBefore] = [group.at(-1)!, old.at(-1)!];
    const otherArbiter = arbiter === true && last !== lastBefore && old.includes(last);
    return { gone: gone.filter((machine) => removed.includes(machine)), moved: strange.length > 0 || otherArbiter };
  }
}

/** Groups of so many machines: each holds the same data. */
const groupsIn = (machines: readonly string[], size: number): string[][] =>
  Array.from({ length: Math.ceil(machines.length / size) }, (_, at) => machines.slice(at * size, (at + 1) * size));
