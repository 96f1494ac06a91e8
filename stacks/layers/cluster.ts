import { SwarmCluster } from "../../components/orchestrators/swarm/cluster";
import type { Environment } from "../../model/environment";
import type { MachinesLayer } from "./machines";

/** Makes the cluster, where the environment has one. */
export function clusterLayer(
  { cluster, networks, tier }: Environment,
  machines: MachinesLayer,
): SwarmCluster | undefined {
  if (!cluster) return undefined;
  return new SwarmCluster("swarm", {
    managers: machines.named(cluster.managers),
    workers: machines.named(cluster.workers),
    tier,
    subnets: { edge: networks.edge?.toString(), data: networks.data?.toString() },
  });
}
