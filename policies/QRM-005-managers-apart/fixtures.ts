import { cluster, machines, volume } from "../core/examples";
import { type Fixtures, unknown, unknownList } from "../core/fixture";

export const fixtures: Fixtures = {
  good: [
    { shows: "each manager in a room of its own", resources: [machines(), cluster()], says: [] },
    { shows: "machines of which nothing is said are lost alone", resources: [cluster()], says: [] },
    {
      shows: "five managers, two of them in one room",
      resources: [
        machines({ a: "attic", b: "attic", c: "hall", d: "shed", e: "cellar" }),
        cluster({ managers: ["a", "b", "c", "d", "e"] }),
      ],
      says: [],
    },
    {
      shows: "a single manager is another policy's business",
      resources: [machines(), cluster({ managers: ["hive1"] })],
      says: [],
    },
  ],
  bad: [
    {
      shows: "two of three on one hypervisor",
      resources: [machines({ hive1: "attic", hive2: "attic", hive3: "shed" }), cluster()],
      says: ["swarm: 2 of its 3 managers are lost with attic"],
    },
    {
      shows: "known from the volume, where nothing else says it",
      resources: [volume({ failureDomains: ["attic", "attic", "attic"] }), cluster()],
      says: ["swarm: 3 of its 3 managers are lost with attic"],
    },
  ],
  unknown: [
    {
      shows: "unknown managers",
      resources: [machines(), cluster({ managers: unknownList })],
      says: ["swarm ? .managers"],
    },
    {
      shows: "an unknown place of a machine",
      resources: [machines({ hive1: unknown }), cluster()],
      says: ["swarm ? .machines[0].diesWith"],
    },
  ],
};
