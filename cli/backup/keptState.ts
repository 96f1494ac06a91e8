/**
 * A copy of the state where the backups are: with it and the passphrase a platform is rebuilt after the clone that made
 * it is lost as well.
 */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { machinesOf, usualProvider } from "../../drivers";
import { printedOn } from "../../drivers/reach/reach";
import type { State } from "../../model/state";
import type { StackSummary } from "../../model/summary";
import { root } from "../clone";
import { Refusal } from "../failure";
import type { Progress } from "../progress";
import type { Stack } from "../pulumi/stack";
import { openStack } from "../up/prepare";
import type { Workspace } from "../workspace";
import { noteRebuilding, type Rebuilding, rebuildingOf } from "./rebuilding";

/** What lies there; secrets in it are encrypted with the passphrase. */
interface KeptState {
  readonly environment: string;
  /** What made its machines; absent in copies from before 0.1.0, which are labs'. */
  readonly provider?: string;
  /** What the driver of the machines keeps. */
  readonly place: unknown;
  readonly state: State;
  /** A rebuild that is not done. */
  readonly rebuilding?: Rebuilding | undefined;
}

/** Where the copy lies on a machine with backups; its administrator alone can read it. */
export const keptStateFile = (environment: string): string => `/srv/ruche/state/${environment}.json`;

/** Copies the state to every machine with backups. Gives the machines that did not take it. */
export async function keepState(workspace: Workspace, stack: Stack, summary: StackSummary): Promise<string[]> {
  const { name } = workspace;
  const machines = [...new Set(summary.backup?.repositories.map(({ machine }) => machine))];
  if (machines.length === 0) return [];
  const kept: KeptState = {
    environment: name,
    provider: summary.provider,
    place: machinesOf(summary.provider).kept({ root, environment: name }),
    state: await stack.export(),
    rebuilding: rebuildingOf(workspace),
  };
  const file = keptStateFile(name);
  const command = `umask 077; mkdir -p $(dirname ${file}) && cat > ${file}.new && mv ${file}.new ${file}`;
  const taken = await Promise.all(
    machines.map((machine) => printedOn(summary, machine, command, JSON.stringify(kept))),
  );
  return machines.filter((_, index) => taken[index] === undefined);
}

/**
 * Takes the copy for the state of a clone that has none; where it has one, that one holds.
 *
 * @throws Refusal for a file that is no such copy, another environment's, or encrypted with another passphrase. Then
 * nothing was taken.
 */
export async function takeState(workspace: Workspace, file: string, progress: Progress): Promise<void> {
  const { provider = usualProvider, place, state, rebuilding } = readKept(file, workspace.name);
  const stack = await openStack(workspace, progress);
  await stack.ensure();
  if ((await stack.resources()).length > 0)
    return progress.say(`this clone has the state of ${workspace.name}: ${file} is not needed`);
  machinesOf(provider).take({ root, environment: workspace.name }, place);
  if (rebuilding) noteRebuilding(workspace, rebuilding);
  try {
    await stack.import(state);
  } catch (error) {
    // The empty stack goes, too: it is bound to the passphrase that was there.
    await stack.remove();
    rmSync(workspace.directory, { recursive: true });
    if (!/passphrase/i.test((error as Error).message)) throw error;
    throw new Refusal(
      `${file} is encrypted with another passphrase than this clone's. ` +
        "Put the platform's own into .ruche/passphrase, or set PULUMI_CONFIG_PASSPHRASE_FILE; nothing was touched.",
    );
  }
}

function readKept(file: string, environment: string): KeptState {
  const hint = `Take it from a machine with the backups, where it is ${keptStateFile(environment)}`;
  if (!existsSync(file)) throw new Refusal(`There is no file ${file}. ${hint}`);
  let kept: Partial<KeptState> | null;
  try {
    kept = JSON.parse(readFileSync(file, "utf8")) as Partial<KeptState> | null;
  } catch (error) {
    throw new Refusal(`${file} cannot be read (${(error as Error).message}). ${hint}`);
  }
  if (!kept?.state || !kept.place) throw new Refusal(`${file} is not the copy of a state. ${hint}`);
  if (kept.environment !== environment)
    throw new Refusal(`${file} is the state of ${String(kept.environment)}, not of ${environment}. ${hint}`);
  return kept as KeptState;
}
