import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "../clone";

/** Folder of the states that are in this clone. */
export const ownFolder = join(root, ".ruche", "state");

/** A folder as the address of a state: what has a meaning in an address is written as a path's letters. */
export const folderAddress = (folder: string): string =>
  `file://${folder.split("/").map(encodeURIComponent).join("/")}`;

/** Address of a state that is in this clone. */
export const ownState = folderAddress(ownFolder);

/**
 * The folder in which Pulumi keeps a state of this address, if it can be read without Pulumi. Any other spelling of a
 * folder's address (`file://~`, with a query, compressed) is Pulumi's to read.
 */
export function filesOf(address: string, { PULUMI_DIY_BACKEND_GZIP } = process.env): string | undefined {
  const [, path] = /^file:\/\/(\/[^?#]*)$/.exec(address) ?? [];
  if (path === undefined || PULUMI_DIY_BACKEND_GZIP) return undefined;
  try {
    return join(decodeURIComponent(path), ".pulumi");
  } catch {
    return undefined;
  }
}

/** Where an environment says that a team's state is; undefined for one in this clone. */
export function sharedState(text: string): string | undefined {
  if (!text.includes("ruche:state")) return undefined;
  const { parseDocument } = require("yaml") as typeof import("yaml");
  const state: unknown = parseDocument(text).getIn(["config", "ruche:state"]);
  return typeof state === "string" && state.includes("://") ? state : undefined;
}

/** Names of the environments whose state is in a folder. */
export function stacksIn(folder: string): string[] {
  return namesIn(join(folder, ".pulumi", "stacks", "ruche")).flatMap((file) => /^(.+)\.json$/.exec(file)?.[1] ?? []);
}

/** Removes what Pulumi keeps of a stack that is gone: earlier states, and the list of its updates. */
export function removeHistory(folder: string, name: string): void {
  for (const kept of ["backups", "history"])
    rmSync(join(folder, ".pulumi", kept, "ruche", name), { recursive: true, force: true });
  const stacks = join(folder, ".pulumi", "stacks", "ruche");
  if (stacksIn(folder).includes(name)) return;
  for (const file of namesIn(stacks).filter((each) => each.startsWith(`${name}.json.`)))
    rmSync(join(stacks, file), { force: true });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return [];
  }
}
