import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ContainerEngine } from "../../drivers/lab/containerEngine";
import type { StackSummary } from "../../model/summary";
import { run } from "../../tools/run";
import type { Result, Stack } from "../pulumi/stack";
import type { State } from "../../model/state";
import { manage } from "../remote";
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
  containers: ContainerEngine | undefined,
  say: (line: string) => void,
): Promise<void> {
  if (!existsSync(marker(workspace))) return;
  const state = await stack.export();
  const pending = (state.deployment.pending_operations ?? []) as readonly PendingOperation[];
  if (pending.length === 0) return;
  const summary = await stack.summary();
  for (const { type, resource } of pending) {
    const name = resource.inputs?.name;
    if (type !== "creating" || typeof name !== "string") continue;
    if (await removeHalfMade(resource, name, containers, summary, state))
      say(`removed ${name}, which an interrupted update had begun to make`);
  }
  await stack.import({ ...state, deployment: { ...state.deployment, pending_operations: undefined } });
}

const removal: Readonly<Record<string, readonly string[]>> = {
  "docker:index/container:Container": ["rm", "--force"],
  "docker:index/network:Network": ["network", "rm"],
  "docker:index/service:Service": ["service", "rm"],
};

async function removeHalfMade(
  { type, urn }: PendingOperation["resource"],
  name: string,
  containers: ContainerEngine | undefined,
  summary: StackSummary | undefined,
  state: State,
): Promise<boolean> {
  const command = removal[type];
  if (!command) return false;
  if (!urn.includes("SwarmCluster") && type !== "docker:index/service:Service") {
    if (!containers) return false;
    await run(containers.client, ["--host", containers.host, ...command, name], { accept: [0, 1] });
    return true;
  }
  const connection = summary ?? connectionFromState(state);
  if (!connection) return false;
  return (await manage(connection, `docker ${command.join(" ")} ${name}`)) !== undefined;
}

/** Before the first update is complete there are no outputs; the swarm's provider knows the way in. */
function connectionFromState({
  deployment,
}: State): Pick<StackSummary, "machines" | "manager" | "identityFile"> | undefined {
  const resources = (deployment.resources ?? []) as {
    type: string;
    urn: string;
    inputs?: { host?: string; sshOpts?: string };
  }[];
  const provider = resources.find(
    ({ type, urn }) => type === "pulumi:providers:docker" && urn.includes("SwarmCluster"),
  );
  const host = /^ssh:\/\/(.+)@(.+)$/.exec(provider?.inputs?.host ?? "");
  const options = provider?.inputs?.sshOpts ? (JSON.parse(provider.inputs.sshOpts) as string[]) : [];
  const known = /^KnownHostsCommand=\/bin\/echo \S+ (.+)$/.exec(
    options.find((option) => option.startsWith("KnownHostsCommand")) ?? "",
  );
  const identityFile = /^IdentityFile=(.+)$/.exec(
    options.find((option) => option.startsWith("IdentityFile")) ?? "",
  )?.[1];
  if (!host || !known || !identityFile) return undefined;
  return {
    manager: "manager",
    identityFile,
    machines: [{ name: "manager", user: host[1]!, address: host[2]!, hostKey: known[1]!, inCluster: true }],
  };
}
