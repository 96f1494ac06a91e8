/** A state in files: read without a process, and looked after where its file system fails. */
import { existsSync, readdirSync, readFileSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { State } from "../../model/state";
import { quote } from "../../tools/shell";
import { Refusal } from "../failure";

/** What Pulumi writes of a stack. */
export interface Checkpoint {
  readonly version: number;
  readonly checkpoint: { readonly latest?: State["deployment"] };
}

/** The file of a stack, below the folder in which Pulumi keeps states. */
export const stateFile = (folder: string, name: string): string => join(folder, "stacks", "ruche", `${name}.json`);

/**
 * Reads a stack's file; undefined if there is none.
 *
 * @throws Refusal for one that is cut off, with the newest whole one: Pulumi puts what it could not write to the end
 * in the place of what was there (gocloud.dev, `blob/fileblob`).
 */
export function readCheckpoint(folder: string, name: string): Checkpoint | undefined {
  const file = stateFile(folder, name);
  if (!existsSync(file)) return undefined;
  const read = whole(file);
  if (read) return read;
  const [newest] = earlier(folder, name);
  throw new Refusal(
    [
      `The state of ${name} is cut off (${file}): the disk was full, or the computer stopped while it was written.`,
      newest === undefined
        ? `No earlier one is whole. The platform's machines with backups have a copy: /srv/ruche/state/${name}.json`
        : `The newest whole one is ${newest}. Make room, put it there, and let up make the rest: ` +
          `cp ${quote(newest)} ${quote(file)} && ./ruche up ${name}`,
    ].join("\n"),
  );
}

function whole(file: string): Checkpoint | undefined {
  try {
    const read = JSON.parse(readFileSync(file, "utf8")) as Partial<Checkpoint> | null;
    return read?.checkpoint === undefined ? undefined : (read as Checkpoint);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whole earlier states of a stack, the newest first. */
function earlier(folder: string, name: string): string[] {
  const kept = join(folder, "backups", "ruche", name);
  const files = existsSync(kept) ? readdirSync(kept).map((each) => join(kept, each)) : [];
  return [`${stateFile(folder, name)}.bak`, ...files]
    .filter((file) => /\.json(\.bak)?$/.test(file) && existsSync(file) && whole(file)?.checkpoint.latest)
    .sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
}

/** How often a change may write the state beside itself: the file, its copy, and what is being written. */
const copies = 4;

/** Room that is left in any case, in bytes. */
const spare = 8 << 20;

/**
 * @param free - Bytes that are free.
 * @throws Refusal where a change would fill the disk, and cut the state off.
 */
export function refuseWithoutRoom(folder: string, name: string, free: number = freeIn(folder)): void {
  const file = stateFile(folder, name);
  const needed = (existsSync(file) ? statSync(file).size : 0) * copies + spare;
  if (free >= needed) return;
  const megabytes = (bytes: number): string => `${(bytes / (1 << 20)).toFixed(1)} MB`;
  throw new Refusal(
    `Only ${megabytes(free)} are free where the state of ${name} is (${folder}), and a change needs ` +
      `${megabytes(needed)}: without them the state would be cut off. Make room, and run it again; nothing was touched.`,
  );
}

function freeIn(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY; // not made yet: nothing is there that could be cut off
  }
}
