import { cluster, ingress, otherCluster, otherService, volume, wiki } from "../core/examples";
import { type Fixtures, unknown, unknownList } from "../core/fixture";

export const fixtures: Fixtures = {
  good: [
    { shows: "a volume on all nodes", resources: [volume(), cluster(), wiki(), ingress], says: [] },
    {
      shows: "a worker that mounts it without holding it",
      resources: [
        volume({ allowedClients: ["hive1", "hive2", "hive3", "hive4"] }),
        cluster({ workers: ["hive4"] }),
        wiki(),
      ],
      says: [],
    },
    {
      shows: "a disk of the only node",
      resources: [volume({ technology: "local", machines: ["hive1"] }), cluster({ managers: ["hive1"] }), wiki()],
      says: [],
    },
    {
      shows: "a volume on all nodes of its own cluster, beside another platform",
      resources: [volume(), cluster(), wiki({ cluster: "swarm" }), otherCluster, otherService()],
      says: [],
    },
  ],
  bad: [
    {
      shows: "a worker without it",
      resources: [volume(), cluster({ workers: ["hive4", "hive5"] }), wiki()],
      says: ["wiki: its volume data is not on hive4, hive5, where the service may be started"],
    },
    {
      shows: "a disk of one of three nodes",
      resources: [volume({ technology: "local", machines: ["hive1"] }), cluster(), wiki()],
      says: ["wiki: its volume data is not on hive2, hive3, where the service may be started"],
    },
  ],
  unknown: [
    {
      shows: "an unknown cluster",
      resources: [volume(), cluster(), otherCluster, wiki({ cluster: unknown })],
      says: ["wiki ? .cluster"],
    },
    {
      shows: "unknown workers",
      resources: [volume(), cluster({ workers: unknownList }), wiki()],
      says: ["wiki ? .workers"],
    },
    {
      shows: "an unknown client",
      resources: [volume({ allowedClients: [unknown] }), cluster(), wiki()],
      says: ["wiki ? .allowedClients[0]"],
    },
  ],
};
