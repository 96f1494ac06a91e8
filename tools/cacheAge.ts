import { lstatSync, readdirSync, renameSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";

/** Folders of the cache whose entries can all be made again. What a container engine keeps beside them is data. */
const madeAgain = ["images", "artefacts", "catalogue"];

/** Days after which what nobody used is removed. */
export const unusedDays = 60;

/** Notes that an entry of the cache is used now. Another user's entry cannot be noted, nor removed by this one. */
export function noteUse(entry: string, now = new Date()): void {
  try {
    utimesSync(entry, now, now);
  } catch {
    /* it is made again if it is gone */
  }
}

/**
 * Removes what nobody used for long.
 *
 * @param cache - Root of the cache.
 * @returns Names of what was removed.
 */
export function removeUnused(cache: string, now = new Date()): readonly string[] {
  const oldest = now.getTime() - unusedDays * 24 * 3600 * 1000;
  return madeAgain.flatMap((folder) =>
    namesIn(join(cache, folder)).filter((name) => isGone(cache, folder, name, oldest)),
  );
}

function isGone(cache: string, folder: string, name: string, oldest: number): boolean {
  const entry = join(cache, folder, name);
  // By another name first: nobody takes a half of it for the whole.
  const going = name.startsWith(".unused-") ? entry : join(cache, folder, `.unused-${process.pid}-${name}`);
  try {
    if (lstatSync(entry).mtimeMs >= oldest) return false;
    if (going !== entry) renameSync(entry, going);
    rmSync(going, { recursive: true, force: true });
    return true;
  } catch {
    return false; // another process removes it, or it belongs to another user
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
