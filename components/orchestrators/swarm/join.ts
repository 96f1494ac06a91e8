import { shellProgram } from "../../../tools/programFile";

/** How a swarm is made on the machine through which it is managed. */
export interface InitOptions {
  readonly address: string;
  /** Addresses of its other machines. */
  readonly others: readonly string[];
  /** Networks inside the swarm take their addresses from it. */
  readonly pool: string;
}

export const initScript = ({ address, others, pool }: InitOptions): string =>
  shellProgram(__dirname, "init.sh", { address, others, pool });

/** Probe of the machine through which it is managed. */
export const initProbe = [
  "[ \"$(docker info --format '{{.Swarm.LocalNodeState}}')\" = active ]",
  "[ \"$(docker info --format '{{.Swarm.Cluster.Spec.Orchestration.TaskHistoryRetentionLimit}}')\" = 2 ]",
  "[ \"$(docker info --format '{{.Swarm.Cluster.Spec.CAConfig.NodeCertExpiry}}')\" = 17520h0m0s ]",
].join("\n");

/** A machine of a swarm, as programs on the computer of whoever runs Pulumi get to it. */
export interface ReachedMachine {
  readonly name: string;
  readonly address: string;
  /** Arguments of `ssh` up to `user@host`, shell-quoted. */
  readonly ssh: string;
}

/** A machine's membership in a swarm. */
export interface NodeOptions {
  readonly machine: ReachedMachine;
  readonly role: "manager" | "worker";
  /** Machines that manage the swarm, the usual one first. */
  readonly managers: readonly ReachedMachine[];
}

/** Lets a machine in, or gives it its role; run on the computer of whoever runs Pulumi. */
export const nodeScript = ({ machine, role, managers }: NodeOptions): string =>
  [
    ...reaching(machine, managers),
    shellProgram(__dirname, "node.sh", { role, name: machine.name, address: machine.address }),
  ].join("\n");

/** Takes a machine out of its swarm, run on the computer of whoever runs Pulumi. */
export const leaveScript = ({ machine, managers }: Omit<NodeOptions, "role">): string =>
  [
    ...reaching(
      machine,
      managers.filter(({ name }) => name !== machine.name),
    ),
    shellProgram(__dirname, "leave.sh", { name: machine.name }),
  ].join("\n");

function reaching(machine: ReachedMachine, managers: readonly ReachedMachine[]): string[] {
  const all = new Map([machine, ...managers].map(({ name, ssh }) => [name, ssh]));
  return [
    'reach() { case "$1" in',
    ...[...all].map(([name, ssh]) => `${name}) words=(${ssh}) ;;`),
    "esac; }",
    shellProgram(__dirname, "reach.sh", {
      managers: managers.map(({ name }) => name),
      addresses: managers.map(({ address }) => address),
    }),
    shellProgram(__dirname, "nodes.sh"),
  ];
}

/** Prints which endpoint mode carries traffic on this machine's kernel, of which `kernel` tells. */
export const endpointModeScript = (kernel = "/proc"): string => shellProgram(__dirname, "endpointMode.sh", { kernel });
