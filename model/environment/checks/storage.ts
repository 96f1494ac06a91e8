import { isBelow, isOfSystem } from "../../rules/systemPaths";
import type { Draft } from "../draft";
import { entries } from "../draft";
import type { CheckFinding } from "../mistake";
import { machineList } from "./references";

/** Volumes on machines that exist, each once. */
export function storageMachines(draft: Draft): CheckFinding[] {
  return entries(draft["ruche:storage"]).flatMap(([name, volume]) =>
    machineList(draft, ["ruche:storage", name, "on"], volume?.on),
  );
}

/**
 * Copies of a Gluster volume.
 *
 * Two copies cannot tell which of them is right once they lost sight of each other (split brain): Gluster itself warns
 * and asks. An arbiter is a third copy of names only. Bricks are filled group by group, so their number is a multiple.
 */
export function copies(draft: Draft): CheckFinding[] {
  return entries(draft["ruche:storage"]).flatMap(([name, volume]): CheckFinding[] => {
    const path = ["ruche:storage", name];
    if (volume?.replicas === undefined || volume.on === undefined) return [];
    const { replicas, on, arbiter } = volume;
    if (arbiter === true && replicas !== 3) {
      return [
        {
          path: [...path, "replicas"],
          message: "an arbiter is the third of three copies",
          allowed: "replicas: 3 with arbiter: true",
          remedy: "write replicas: 3",
        },
      ];
    }
    if (replicas === 2) {
      return [
        {
          path: [...path, "replicas"],
          message: "two copies end in split brain: neither knows which of them is right",
          allowed: "replicas: 3, or replicas: 3 with arbiter: true",
          remedy: "add a third machine; with arbiter: true it needs little disk",
        },
      ];
    }
    if (on.length === 0 || on.length % replicas !== 0) {
      return [
        {
          path: [...path, "on"],
          value: on,
          message: `${on.length} machines for ${replicas} copies`,
          allowed: `${replicas} machines, or a multiple of ${replicas}`,
          remedy: "add or remove machines, or change replicas",
        },
      ];
    }
    if (replicas === 1) {
      return [
        {
          path: [...path, "replicas"],
          message: "one copy: what is on a machine is lost with it",
          allowed: "replicas: 3",
          remedy: "use three machines where the data matters",
          level: "warning",
        },
      ];
    }
    return [];
  });
}

/** Directories that hold what belongs to others: a volume may lie below them, and not over them. */
const shared = ["/home", "/media", "/mnt", "/opt", "/srv", "/tmp", "/var", "/var/lib", "/var/cache"];

/** Where volumes are mounted. */
export function mounts(draft: Draft): CheckFinding[] {
  const seen: { name: string; mount: string }[] = [];
  return entries(draft["ruche:storage"]).flatMap(([name, volume]): CheckFinding[] => {
    if (volume?.mount === undefined) return [];
    const path = ["ruche:storage", name, "mount"];
    const mount = volume.mount;
    if (
      !/^\/([A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*)?$/.test(mount) ||
      mount.split("/").some((part) => part === "." || part === "..")
    ) {
      return [
        {
          path,
          message: "not an absolute path",
          allowed: "an absolute path without spaces: /DATA",
          remedy: "write a path that starts with / and does not end with it",
        },
      ];
    }
    if (shared.includes(mount) || isOfSystem(mount)) {
      return [
        {
          path,
          message: "a directory of the system",
          allowed: "a directory of its own: /DATA, /srv/data",
          remedy: "choose a directory that nothing else uses",
        },
      ];
    }
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
