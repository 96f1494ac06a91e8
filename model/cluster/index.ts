import type { ClusterDescriptor } from "../descriptor";
import { swarm } from "./swarm";
import type { ClusterPort, ClusterTechnology, DeclaredWorkload } from "./technology";

export type { ClusterPort, DeclaredWorkload } from "./technology";

const technologies: Readonly<Partial<Record<ClusterDescriptor["technology"], ClusterTechnology>>> = { swarm };

const byWorkloadType: ReadonlyMap<string, ClusterTechnology> = new Map(
  Object.values(technologies).map((technology) => [technology.workloadType, technology]),
);

/** Types of the resources that stand for workloads, of every technology. */
export const workloadTypes: ReadonlySet<string> = new Set(byWorkloadType.keys());

/** The workload that a resource stands for; undefined for any other resource. */
export const workloadOf = ({ type, inputs }: { type: string; inputs?: unknown }): DeclaredWorkload | undefined =>
  byWorkloadType.get(type)?.read(inputs);

/** Ports that the machines of a cluster ask of each other. */
export const clusterPorts = (
  cluster: Pick<ClusterDescriptor, "technology" | "managers" | "workers">,
): readonly ClusterPort[] => technologies[cluster.technology]?.ports(cluster) ?? [];
