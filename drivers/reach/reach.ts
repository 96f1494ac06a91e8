import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { homedir } from "node:os";
import type { MachineSsh, MachineSummary, StackSummary } from "../../model/summary";
import { MachineFailure } from "./failure";
import { type RemoteAnswer, type RemoteOptions, Session } from "./session";

/** The part of a summary by which machines are reached. */
export type Reachable = Pick<StackSummary, "machines" | "identityFile">;

/** Connections of this process, kept for as long as it works: commands ask the same machines many times. */
const sessions = new Map<string, Session>();

/** The machine with a name. @throws Error for a name that the summary does not have. */
export function machineOf({ machines }: Reachable, name: string): MachineSummary {
  const machine = machines.find((candidate) => candidate.name === name);
  if (!machine) throw new Error(`there is no machine ${name}`);
  return machine;
}

/** The session with a machine. @throws Error for a name that the summary does not have. */
export function sessionWith(reach: Reachable, name: string): Session {
  const { identityFile } = reach;
  const { ssh } = machineOf(reach, name);
  const key = JSON.stringify([name, ssh, identityFile]);
  const session =
    sessions.get(key) ?? new Session(() => ({ name, ...ssh, privateKey: privateKey(name, identityFile) }), ssh.sudo);
  sessions.set(key, session);
  return session;
}

/** Ends every connection of this process. */
export function closeSessions(): void {
  for (const session of sessions.values()) session.close();
  sessions.clear();
}

/** Runs a command on a machine, as root. @throws MachineFailure if it cannot be asked. */
export const runOn = (
  reach: Reachable,
  name: string,
  command: string,
  options?: RemoteOptions,
): Promise<RemoteAnswer> => sessionWith(reach, name).run(command, options);

/** What a command prints on a machine; undefined if it fails, or if the machine cannot be asked. */
export async function printedOn(
  reach: Reachable,
  name: string,
  command: string,
  input = "",
): Promise<string | undefined> {
  try {
    const { stdout, status } = await runOn(reach, name, command, { input });
    return status === 0 ? stdout : undefined;
  } catch (error) {
    if (error instanceof MachineFailure) return undefined;
    throw error;
  }
}

/** What a command prints on the first of these machines on which it succeeds; undefined if there is none. */
export async function printedOnFirst(
  reach: Reachable,
  names: readonly string[],
  command: string,
): Promise<string | undefined> {
  for (const name of names) {
    const printed = await printedOn(reach, name, command);
    if (printed !== undefined) return printed;
  }
  return undefined;
}

/** Whether a machine's SSH server says that it is there. Through a jump host: whether it can be asked at all. */
export function answers(reach: Reachable, { name, ssh }: MachineSummary): Promise<boolean> {
  return ssh.jump === null ? greets(ssh) : printedOn(reach, name, "true").then((printed) => printed !== undefined);
}

/** Milliseconds within which an SSH server says who it is. */
const greeting = 1_500;

function greets({ host, port }: MachineSsh): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: greeting });
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

/** The key lies where `ssh` finds it, too: it puts in the home folder itself. */
function privateKey(machine: string, identityFile: string): string {
  try {
    return readFileSync(identityFile.replace("${HOME}", homedir()), "utf8");
  } catch (error) {
    throw new MachineFailure(machine, "login", `its key cannot be read: ${(error as Error).message}`);
  }
}
