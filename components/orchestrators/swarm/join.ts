import { shellProgram } from "../../../tools/programFile";

/** Makes a swarm on its first manager. `others` are the addresses of the other managers. */
export const initScript = (address: string, others: readonly string[]): string =>
  shellProgram(__dirname, "init.sh", { address, others });

/** Probe of the first manager. */
export const initProbe = [
  "[ \"$(docker info --format '{{.Swarm.LocalNodeState}}')\" = active ]",
  "[ \"$(docker info --format '{{.Swarm.Cluster.Spec.Orchestration.TaskHistoryRetentionLimit}}')\" = 2 ]",
].join("\n");

/** A machine that joins. */
export interface JoinOptions {
  readonly role: "manager" | "worker";
  readonly name: string;
  readonly address: string;
  readonly managerAddress: string;
  /** Arguments of `ssh` up to `user@host`, shell-quoted. */
  readonly manager: string;
  readonly machine: string;
}

/** Joins a machine, run on the computer of whoever runs Pulumi. */
export const joinScript = ({ role, name, address, managerAddress, ...connections }: JoinOptions): string =>
  [
    ...connectionsOf(connections),
    shellProgram(__dirname, "nodes.sh"),
    shellProgram(__dirname, "join.sh", { role, name, address, manager_address: managerAddress }),
  ].join("\n");

/** Takes a machine out of its swarm, run on the computer of whoever runs Pulumi. */
export const leaveScript = ({ name, ...connections }: Pick<JoinOptions, "name" | "manager" | "machine">): string =>
  [
    ...connectionsOf(connections),
    shellProgram(__dirname, "nodes.sh"),
    shellProgram(__dirname, "leave.sh", { name }),
  ].join("\n");

const connectionsOf = ({ manager, machine }: Pick<JoinOptions, "manager" | "machine">): string[] => [
  `manager=(ssh -n ${manager})`,
  `machine=(ssh ${machine})`,
];

/** Prints which endpoint mode carries traffic on this machine's kernel, of which `kernel` tells. */
export const endpointModeScript = (kernel = "/proc"): string => shellProgram(__dirname, "endpointMode.sh", { kernel });
