import { swarm as model } from "../../model/cluster/swarm";
import type { ClusterSummary } from "../../model/summary";
import type { ClusterSupport } from "../contracts/cluster";
import type { Reachable } from "../reach/reach";
import { declaredCluster } from "./drift";
import { SwarmDriver } from "./driver";
import { wayIn } from "./wayIn";

/** Docker Swarm. */
export const swarm: ClusterSupport = {
  name: "swarm",
  plugins: ["command", "docker"],
  workloadType: model.workloadType,
  isIn: (resources) => declaredCluster(resources) !== undefined,
  driver: (cluster: ClusterSummary, reach: Reachable) => new SwarmDriver(cluster, reach),
  driverFrom(resources) {
    const reach = wayIn(resources);
    const managers = reach?.machines.map(({ name }) => name) ?? [];
    return reach && new SwarmDriver({ name: "swarm", technology: "swarm", managers, nodes: managers }, reach);
  },
  // An update of any property writes the whole service; this one means nothing by itself.
  writtenAgain: (properties) => ({
    ...properties,
    updateConfig: { ...(properties?.updateConfig as object), delay: "1ns" },
  }),
};
