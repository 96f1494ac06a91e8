import execa from "execa";
import { quote } from "../../tools/shell";
import { machineOf, type Reachable } from "./reach";

/** Whether somebody sits at this command, whose terminal can be handed over. */
export const hasTerminal = (): boolean => process.stdin.isTTY === true && process.stdout.isTTY === true;

/** What `ssh` ends with if it cannot reach the machine. */
const notReached = 255;

/**
 * Gives this terminal to a machine, by the `ssh` program: it knows how to hand one over. The host key is the declared
 * one, as everywhere, and nothing of the user's own configuration counts.
 *
 * @param command - A command in bash, as root; a login shell if it is undefined.
 * @param interactive - Whether the command gets a terminal.
 * @returns The command's exit status; {@link notReached} if there was none.
 */
export async function terminalOn(
  reach: Reachable,
  name: string,
  command: string | undefined,
  interactive: boolean,
): Promise<number> {
  const words = sshWords(reach, name);
  const { ssh } = machineOf(reach, name);
  const become = ssh.sudo ? "exec sudo -n " : "exec ";
  const shell = command === undefined ? `${become}/bin/bash -l` : `${become}/bin/bash --norc -c ${quote(command)}`;
  const { exitCode } = await execa("ssh", [...words, ...(interactive ? ["-t"] : ["-T"]), "--", ssh.host, shell], {
    stdio: "inherit",
    reject: false,
  });
  return exitCode ?? notReached;
}

/** Options of `ssh` for a machine, its way through a jump host among them. */
function sshWords(reach: Reachable, name: string): string[] {
  const { ssh } = machineOf(reach, name);
  const { jump } = ssh;
  const through = jump && ["ssh", ...hopWords(reach, jump), "-W", "%h:%p", "--", jump.host].map(quote).join(" ");
  return [...hopWords(reach, ssh), ...(through ? ["-o", `ProxyCommand=${through}`] : [])];
}

function hopWords({ identityFile }: Reachable, hop: { host: string; port: number; user: string; hostKey: string }) {
  const options: Readonly<Record<string, string | number>> = {
    IdentityFile: identityFile,
    IdentitiesOnly: "yes",
    BatchMode: "yes",
    StrictHostKeyChecking: "yes",
    GlobalKnownHostsFile: "none",
    UserKnownHostsFile: "none",
    // Asked for what it looks up, which has the port in it if that is another than 22.
    KnownHostsCommand: `/bin/echo %H ${hop.hostKey}`,
    ConnectTimeout: 10,
    ServerAliveInterval: 5,
    LogLevel: "ERROR",
    User: hop.user,
    Port: hop.port,
  };
  return ["-F", "none", ...Object.entries(options).flatMap(([option, value]) => ["-o", `${option}=${value}`])];
}
