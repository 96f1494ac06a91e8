import { SwarmCluster } from "../../components/orchestrators/swarm/cluster";
import { usualOf } from "../../model/changes/deployment";
import type { Environment } from "../../model/environment";
import type { StackSummary } from "../../model/summary";
import type { MachinesLayer } from "./machines";

/** Makes the cluster, where the environment has one; or changes it through a machine that manages it already. */
export function clusterLayer(
  { cluster, networks, tier }: Environment,
  machines: MachinesLayer,
  deployed: StackSummary | undefined,
): SwarmCluster | undefined {
  if (!cluster) return undefined;
  return new SwarmCluster("swarm", {
    managers: machines.named(cluster.managers),
    manager: machines.named([usualOf(cluster.managers, deployed?.cluster?.managers ?? [])!])[0],
    workers: machines.named(cluster.workers),
    tier,
    subnets: { edge: networks.edge?.toString(), data: networks.data?.toString() },
  });
}
