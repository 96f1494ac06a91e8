import * as pulumi from "@pulumi/pulumi";
import type { Machine } from "./machine";
import { quote } from "./quote";

/**
 * Arguments for the `ssh` program to reach a machine: its own key file, nothing of the user's configuration, and the
 * host key given with the command (no known_hosts file to keep, none to trust blindly).
 */
export function sshArguments({ connection }: Pick<Machine, "connection">): pulumi.Output<string[]> {
  return pulumi.all([connection.identityFile, connection.host, connection.hostKey]).apply(([identityFile, host, hostKey]) => [
    "-F", "none",
    "-i", identityFile,
    "-o", "IdentitiesOnly=yes",
    "-o", "BatchMode=yes",
    "-o", "StrictHostKeyChecking=yes",
    "-o", "GlobalKnownHostsFile=none",
    "-o", "UserKnownHostsFile=none",
    "-o", `KnownHostsCommand=/bin/echo ${host} ${hostKey}`,
    "-o", "ConnectTimeout=10",
  ]);
}

/** The arguments as they are written in a shell script. */
export function sshShellArguments(machine: Pick<Machine, "connection">): pulumi.Output<string> {
  return pulumi.interpolate`${sshArguments(machine).apply((list) => list.map(quote).join(" "))} ${machine.connection.user}@${machine.connection.host}`;
}
