import type { Objection } from "./objection";
import { isOfSystem } from "./systemPaths";

/** Directories that hold what belongs to others: a volume may lie below them, and not over them. */
const shared = ["/home", "/media", "/mnt", "/opt", "/srv", "/tmp", "/var", "/var/lib", "/var/cache"];

/** Where a volume is mounted. */
export function wrongMount(mount: string): Objection | undefined {
  if (
    typeof mount !== "string" ||
    !/^\/([A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*)?$/.test(mount) ||
    mount.split("/").some((part) => part === "." || part === "..")
  )
    return {
      message: "not an absolute path",
      allowed: "an absolute path without spaces: /DATA",
      remedy: "write a path that starts with / and does not end with it",
    };
  if (shared.includes(mount) || isOfSystem(mount))
    return {
      message: "a directory of the system",
      allowed: "a directory of its own: /DATA, /srv/data",
      remedy: "choose a directory that nothing else uses",
    };
  return undefined;
}
