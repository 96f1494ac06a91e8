import { engineFolders } from "../cluster";
import { storageFolders } from "../storage";

/** Directories that belong to the system of a machine: a volume mounted over them takes the machine down. */
const directories: readonly string[] = [
  "/bin",
  "/boot",
  "/dev",
  "/etc",
  "/lib",
  "/lib32",
  "/lib64",
  "/proc",
  "/root",
  "/run",
  "/sbin",
  "/sys",
  "/usr",
  "/var/log",
  "/var/run",
  ...engineFolders,
  ...storageFolders,
];

/** Whether a path is a directory or lies below it. */
export const isBelow = (path: string, directory: string): boolean =>
  path === directory || path.startsWith(directory.endsWith("/") ? directory : `${directory}/`);

/** Whether a path belongs to the system of a machine, so that no volume can claim it. */
export const isOfSystem = (path: string): boolean =>
  path === "/" || directories.some((directory) => isBelow(path, directory));
