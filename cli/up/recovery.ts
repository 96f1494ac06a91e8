import { clusterIn, clusterOf } from "../../drivers";
import type { ClusterDriver } from "../../drivers/contracts/cluster";
import type { HalfMade } from "../../drivers/contracts/halfMade";
import type { PreparedMachines } from "../../drivers/contracts/machines";
import type { State } from "../../model/state";
import type { StackSummary } from "../../model/summary";
import type { Stack } from "../pulumi/stack";

interface PendingOperation {
  readonly type: string;
  readonly resource: { readonly urn: string; readonly type: string; readonly inputs?: { readonly name?: string } };
}

/**
 * Clears up after an update that was killed, whichever computer ran it. Objects whose creation had begun may exist
 * without the state knowing of them; their names would be taken. Only what is half made is removed, and nothing of it
 * holds data: volumes are kept. What nobody can tell stays noted in the state.
 */
export async function recover(
  stack: Pick<Stack, "state" | "summary" | "import">,
  machines: Pick<PreparedMachines, "removeHalfMade" | "removeNeverStarted">,
  say: (line: string) => void,
): Promise<void> {
  const state = await stack.state();
  const resources = state?.deployment.resources ?? [];
  const pending = (state?.deployment.pending_operations ?? []) as readonly PendingOperation[];
  if (state && pending.length > 0) {
    const cluster = clusterBehind(await stack.summary(), state);
    const made = new Set(resources.map(({ urn }) => urn));
    const unknown: PendingOperation[] = [];
    for (const operation of pending) {
      const { type, resource } = operation;
      const name = resource.inputs?.name;
      // One that the state has by now was made after all.
      if (type !== "creating" || typeof name !== "string" || made.has(resource.urn)) continue;
      const [became, why] = await outcomeOf(cluster, machines, resource, name);
      if (became === "removed") say(`removed ${name}, which an interrupted update had begun to make`);
      if (became === "strange") say(`${name} is there and belongs to somebody else: it stays`);
      if (became !== undefined) continue;
      unknown.push(operation);
      say(`${name}, which an interrupted update had begun to make, may be there: ${why}`);
    }
    if (unknown.length < pending.length)
      await stack.import({
        ...state,
        deployment: { ...state.deployment, pending_operations: unknown.length > 0 ? unknown : undefined },
      });
  }
  for (const name of await machines.removeNeverStarted(resources))
    say(`removed ${name}, which was made and never started`);
}

/** What became of an object; undefined, and why, if nobody can tell. */
async function outcomeOf(
  cluster: ClusterDriver | undefined,
  machines: Pick<PreparedMachines, "removeHalfMade">,
  resource: PendingOperation["resource"],
  name: string,
): Promise<[HalfMade | undefined, string]> {
  try {
    // The cluster first: its networks and a lab's have one type.
    return [(await cluster?.removeHalfMade(resource, name)) || (await machines.removeHalfMade(resource, name)), ""];
  } catch (error) {
    return [undefined, (error as Error).message];
  }
}

/**
 * The cluster that is up. Before the first update is complete there are no outputs, and the state itself tells the way
 * in.
 */
const clusterBehind = (summary: StackSummary | undefined, { deployment }: State): ClusterDriver | undefined =>
  summary ? clusterOf(summary) : clusterIn(deployment.resources ?? [])?.driverFrom(deployment.resources ?? []);
