import { clusterPorts } from "../cluster";
import type { ClusterDescriptor, InsidePort, VolumeDescriptor } from "../descriptor";
import { portsOf } from "../storage";

/** What machines of a platform are for, by their names. */
export interface MachineRoles {
  readonly clusters: readonly Pick<ClusterDescriptor, "technology" | "managers" | "workers">[];
  readonly volumes: readonly Pick<VolumeDescriptor, "technology" | "machines">[];
  /** Machines that keep backups: those of the clusters bring them by SSH. */
  readonly repositories: readonly string[];
}

/**
 * Ports of a machine that other machines of its platform need, each with those that need it; nothing else is open to
 * them.
 */
export function insidePorts(machine: string, { clusters, volumes, repositories }: MachineRoles): InsidePort[] {
  const nodes = clusters.flatMap(({ managers, workers }) => [...managers, ...workers]);
  const others = (machines: readonly string[]): string[] =>
    [...new Set(machines)].filter((other) => other !== machine).sort();
  const ports: InsidePort[] = [
    ...clusters.flatMap((cluster) =>
      clusterPorts(cluster)
        .filter(({ machines }) => machines.includes(machine))
        .map(({ protocol, port }) => ({ from: others([...cluster.managers, ...cluster.workers]), protocol, port })),
    ),
    ...volumes
      .filter(({ machines }) => machines.includes(machine))
      .flatMap((volume) =>
        portsOf(volume).map((port) => ({
          from: others([...volume.machines, ...nodes]),
          protocol: "tcp" as const,
          ...port,
        })),
      ),
    ...(repositories.includes(machine) ? [{ from: others(nodes), protocol: "tcp" as const, port: 22 }] : []),
  ];
  return ports.filter(({ from }) => from.length > 0);
}
