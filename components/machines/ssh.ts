import * as pulumi from "@pulumi/pulumi";
import { quote } from "../../tools/shell";
import type { Machine } from "../contracts/machine";
import { sshOptions } from "./sshOptions";

/** Arguments for the `ssh` program to reach a machine. */
export function sshArguments({
  connection: { identityFile, host, hostKey },
}: Pick<Machine, "connection">): pulumi.Output<string[]> {
  return pulumi
    .all([identityFile, host, hostKey])
    .apply(([identityFile, host, hostKey]) => sshOptions({ identityFile, host, hostKey }));
}

/** The arguments as they are written in a shell script. */
export function sshShellArguments(machine: Pick<Machine, "connection">): pulumi.Output<string> {
  return pulumi.interpolate`${sshArguments(machine).apply((list) => list.map(quote).join(" "))} ${machine.connection.user}@${machine.connection.host}`;
}
