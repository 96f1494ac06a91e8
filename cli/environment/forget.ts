import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { tryLock } from "../../tools/lock";
import { root } from "../clone";
import { environmentLock, type Workspace } from "../workspace";
import { isEncrypted, removePassphrase } from "./passphrase";
import { removeHistory, sharedState, stacksIn } from "./stateFolder";

/**
 * Forgets what this clone knew of an environment that is gone; with the last one also its own passphrase and all else.
 *
 * @param declared - The environment's file; empty if it is gone, too.
 * @returns What stays all the same, and why.
 */
export async function forget(
  { name, directory }: Pick<Workspace, "name" | "directory">,
  declared: string,
  clone: string = root,
): Promise<string[]> {
  const ours = join(clone, ".ruche");
  rmSync(directory, { recursive: true, force: true });
  // A made seed goes with its state, and nothing can verify any more what was signed with it.
  if (!isEncrypted(declared)) rmSync(join(clone, "evidence", name), { recursive: true, force: true });
  removeHistory(join(ours, "state"), name);
  const texts = environmentTexts(join(clone, "environments"));
  if (await anyLeft(ours, texts, name)) return [];
  const stays = removePassphrase(texts, (text) => isEncrypted(text) || sharedState(text) !== undefined, clone);
  if (stays !== undefined) return [stays];
  rmSync(ours, { recursive: true, force: true });
  return [];
}

/** Whether something of another environment is left; what commands left that only looked is removed. */
async function anyLeft(ours: string, texts: ReadonlyMap<string, string>, name: string): Promise<boolean> {
  if (stacksIn(join(ours, "state")).length > 0) return true;
  for (const { name: other } of readdirSync(ours, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== "state" && !entry.name.startsWith(".") && entry.name !== name,
  )) {
    // A team's state is elsewhere, and the folder says where its machines are.
    if (sharedState(texts.get(other) ?? "") !== undefined) return true;
    const lock = await tryLock(environmentLock(other));
    if (lock === undefined) return true;
    // Anything else may tell where machines are whose state is lost.
    const project = readdirSync(join(ours, other)).every((kept) => kept === "project");
    if (project) rmSync(join(ours, other), { recursive: true, force: true });
    await lock.release();
    if (!project) return true;
  }
  return false;
}

/** Of all files, whatever their names: one of them may need the passphrase. */
function environmentTexts(folder: string): Map<string, string> {
  return new Map(
    readdirSync(folder).flatMap((file) => {
      const [, name] = /^Pulumi\.(.+)\.yaml$/.exec(file) ?? [];
      return name === undefined ? [] : [[name, readFileSync(join(folder, file), "utf8")] as const];
    }),
  );
}
