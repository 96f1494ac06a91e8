import { cluster, machines, otherCluster, otherService, volume, wiki } from "../core/examples";
import { type Fixtures, unknown, unknownList } from "../core/fixture";

const site = {
  ...wiki({ service: "site", state: { none: "nothing" }, backup: null, replicas: 2, writers: "many" }),
  name: "site",
};
const rooms = machines({ hive1: "attic", hive2: "hall", hive3: "shed" });
const alone = volume({ machines: ["hive1"], failureDomains: ["attic"], replicas: 1 });

export const fixtures: Fixtures = {
  good: [
    {
      shows: "three managers and three copies in three rooms",
      resources: [rooms, cluster(), volume({ failureDomains: ["attic", "hall", "shed"] }), wiki(), site],
      says: [],
    },
    {
      shows: "one of two services that stops, in staging",
      tier: "staging",
      resources: [rooms, cluster(), alone, wiki(), site],
      says: [],
    },
    {
      shows: "one machine for everything, in development",
      tier: "development",
      resources: [machines({ hive1: "attic" }), cluster({ managers: ["hive1"] }), alone, wiki()],
      says: [],
    },
    {
      shows: "a second platform, on machines of its own, that keeps nothing",
      resources: [
        machines({ hive1: "attic", hive2: "hall", hive3: "shed", south1: "cellar", south2: "roof", south3: "tent" }),
        cluster(),
        volume({ failureDomains: ["attic", "hall", "shed"] }),
        wiki({ cluster: "swarm" }),
        { ...otherCluster, props: { ...otherCluster.props, managers: ["south1", "south2", "south3"] } },
        otherService(),
      ],
      says: [],
    },
  ],
  bad: [
    {
      shows: "one of two platforms on a single machine: it alone stops",
      resources: [
        machines({ hive1: "attic", hive2: "hall", hive3: "shed", south1: "cellar" }),
        cluster(),
        volume({ failureDomains: ["attic", "hall", "shed"] }),
        wiki({ cluster: "swarm" }),
        otherCluster,
        otherService(),
      ],
      says: ["south: without cellar 1 of 1 services stop for good: board"],
    },
    {
      shows: "data on one machine",
      resources: [rooms, cluster(), alone, wiki(), site],
      says: ["swarm: without attic 1 of 2 services stop for good: wiki"],
    },
    {
      shows: "one manager",
      resources: [
        rooms,
        cluster({ managers: ["hive1"], workers: ["hive2", "hive3"] }),
        volume({ failureDomains: ["attic", "hall", "shed"] }),
        wiki(),
        site,
      ],
      says: ["swarm: without attic 1 of 2 services stop for good: wiki"],
    },
    {
      shows: "two of three machines in one room",
      resources: [machines({ hive1: "attic", hive2: "attic", hive3: "shed" }), cluster(), volume(), wiki()],
      says: ["swarm: without attic 1 of 1 services stop for good: wiki"],
    },
    {
      shows: "all services, in staging",
      tier: "staging",
      resources: [machines({ hive1: "attic" }), cluster({ managers: ["hive1"] }), alone, wiki(), site],
      says: ["swarm: without attic 2 of 2 services stop for good: site, wiki"],
    },
  ],
  unknown: [
    {
      shows: "unknown managers",
      resources: [rooms, cluster({ managers: unknownList }), volume(), wiki()],
      says: ["swarm ? .managers"],
    },
    {
      shows: "an unknown room",
      resources: [machines({ hive1: unknown }), cluster(), volume(), wiki()],
      says: ["swarm ? .machines[0].diesWith"],
    },
  ],
};
