import { connect } from "node:net";
import execa from "execa";
import { sshOptions } from "../components/machines/sshOptions";
import type { StackSummary } from "../model/summary";

type Reach = Pick<StackSummary, "machines" | "manager" | "identityFile">;

/** Whether a machine's SSH server says who it is. */
export function reachable(address: string, withinMilliseconds = 1500): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: 22, timeout: withinMilliseconds });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket
      .once("data", (data) => end(data.toString().startsWith("SSH-")))
      .once("error", () => end(false))
      .once("timeout", () => end(false));
  });
}

/** Runs a command on a machine, its host key checked. Standard output, or undefined when it fails. */
export async function onMachine(
  { machines, identityFile }: Reach,
  name: string,
  command: string,
  input = "",
): Promise<string | undefined> {
  const machine = machines.find((candidate) => candidate.name === name);
  if (!machine) return undefined;
  const { stdout, exitCode } = await execa(
    "ssh",
    [
      ...sshOptions({ identityFile, host: machine.address, hostKey: machine.hostKey, connectTimeoutSeconds: 5 }),
      `${machine.user}@${machine.address}`,
      command,
    ],
    { reject: false, input },
  );
  return exitCode === 0 ? stdout : undefined;
}

/** Runs a command where the cluster is managed: on its usual manager, or on any other machine that takes it. */
export async function manage(reach: Reach, command: string): Promise<string | undefined> {
  const others = reach.machines
    .filter(({ name, inCluster }) => inCluster && name !== reach.manager)
    .map(({ name }) => name);
  for (const name of [reach.manager ?? "", ...others]) {
    const answer = await onMachine(reach, name, command);
    if (answer !== undefined) return answer;
  }
  return undefined;
}
