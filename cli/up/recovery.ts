import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { clusterIn, clusterOf } from "../../drivers";
import type { ClusterDriver } from "../../drivers/contracts/cluster";
import type { PreparedMachines } from "../../drivers/contracts/machines";
import type { State } from "../../model/state";
import type { StackSummary } from "../../model/summary";
import type { Result, Stack } from "../pulumi/stack";
import type { Workspace } from "../workspace";

interface PendingOperation {
  readonly type: string;
  readonly resource: { readonly urn: string; readonly type: string; readonly inputs?: { readonly name?: string } };
}

/** Marks a change that is under way: found by the next command, it tells of one that did not end well. */
const marker = (workspace: Workspace): string => join(workspace.directory, "changing");

/** Runs a change between setting the mark and, where it succeeded, removing it. */
export async function marked(workspace: Workspace, change: () => Promise<Result>): Promise<Result> {
  writeFileSync(marker(workspace), String(process.pid));
  const result = await change();
  if (result.succeeded) rmSync(marker(workspace), { force: true });
  return result;
}

/**
 * Clears up after an update that was killed. Objects whose creation had begun may exist without the state knowing of
 * them; their names would be taken. Only what is half made is removed, and nothing of it holds data: volumes are kept.
 */
export async function recover(
  workspace: Workspace,
  stack: Stack,
  machines: PreparedMachines,
  say: (line: string) => void,
): Promise<void> {
  if (!existsSync(marker(workspace))) return;
  const state = await stack.export();
  const pending = (state.deployment.pending_operations ?? []) as readonly PendingOperation[];
  if (pending.length === 0) return;
  const cluster = clusterBehind(await stack.summary(), state);
  for (const { type, resource } of pending) {
    const name = resource.inputs?.name;
    if (type !== "creating" || typeof name !== "string") continue;
    // The cluster first: its networks and a lab's have one type.
    if ((await cluster?.removeHalfMade(resource, name)) || (await machines.removeHalfMade(resource, name)))
      say(`removed ${name}, which an interrupted update had begun to make`);
  }
  await stack.import({ ...state, deployment: { ...state.deployment, pending_operations: undefined } });
}

/**
 * The cluster that is up. Before the first update is complete there are no outputs, and the state itself tells the way
 * in.
 */
const clusterBehind = (summary: StackSummary | undefined, { deployment }: State): ClusterDriver | undefined =>
  summary ? clusterOf(summary) : clusterIn(deployment.resources ?? [])?.driverFrom(deployment.resources ?? []);
