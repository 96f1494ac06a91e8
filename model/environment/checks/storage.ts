import { wrongCopies } from "../../rules/copies";
import { wrongMount } from "../../rules/mounts";
import { isBelow } from "../../rules/systemPaths";
import type { Draft } from "../draft";
import { entries } from "../draft";
import type { CheckFinding } from "../mistake";
import { found, machineList, unknownName } from "./references";

/** Volumes on machines that exist, each once. */
export function storageMachines(draft: Draft): CheckFinding[] {
  return entries(draft["ruche:storage"]).flatMap(([name, volume]) =>
    machineList(draft, ["ruche:storage", name, "on"], volume?.on),
  );
}

/** Copies of a volume; one alone is a warning. */
export function copies(draft: Draft): CheckFinding[] {
  return entries(draft["ruche:storage"]).flatMap(([name, volume]): CheckFinding[] => {
    const path = ["ruche:storage", name];
    if (volume?.replicas === undefined || volume.on === undefined) return [];
    const { replicas, on, arbiter } = volume;
    const objection = wrongCopies({ machines: on.length, replicas, arbiter });
    if (objection) {
      const { of, ...words } = objection;
      return found([...path, of], words, of === "on" ? { value: on } : {});
    }
    if (replicas > 1) return [];
    return [
      {
        path: [...path, "replicas"],
        message: "one copy: what is on a machine is lost with it",
        allowed: "replicas: 3",
        remedy: "use three machines where the data matters",
        level: "warning",
      },
    ];
  });
}

/**
 * Which volume databases, registry and the backups' state lie on: never the first by name, since another name would
 * then move them.
 */
export function platformVolume(draft: Draft): CheckFinding[] {
  const volumes = Object.keys(draft["ruche:storage"] ?? {});
  const path = ["ruche:platform", "volume"];
  const written = draft["ruche:platform"]?.volume;
  if (draft["ruche:storage"] === undefined) return [];
  if (written !== undefined) return unknownName(path, written, volumes, "volume");
  if (volumes.length < 2) return [];
  return [
    {
      path,
      message: `missing: there are ${volumes.length} volumes`,
      allowed: volumes.join(", "),
      remedy: "say on which volume databases, registry and the state of backups lie",
    },
  ];
}

/** Where volumes are mounted: none inside another one. */
export function mounts(draft: Draft): CheckFinding[] {
  const seen: { name: string; mount: string }[] = [];
  return entries(draft["ruche:storage"]).flatMap(([name, { mount } = {}]): CheckFinding[] => {
    if (mount === undefined) return [];
    const path = ["ruche:storage", name, "mount"];
    const objection = wrongMount(mount);
    if (objection) return found(path, objection);
    const other = seen.find((earlier) => isBelow(mount, earlier.mount) || isBelow(earlier.mount, mount));
    seen.push({ name, mount });
    if (other === undefined) return [];
    return [
      {
        path,
        message: `overlaps the mount of ${other.name} (${other.mount})`,
        allowed: "mounts that are not inside each other",
        remedy: "choose another directory",
      },
    ];
  });
}
