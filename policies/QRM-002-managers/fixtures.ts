import { cluster } from "../core/examples";
import { type Fixtures, unknown, unknownList } from "../core/fixture";

const of = (...managers: readonly unknown[]) => [cluster({ managers })];

export const fixtures: Fixtures = {
  good: [
    { shows: "three managers", resources: [cluster()], says: [] },
    { shows: "one, for a try-out", tier: "development", resources: of("hive1"), says: [] },
    { shows: "five", resources: of("a", "b", "c", "d", "e"), says: [] },
  ],
  bad: [
    { shows: "an even number", resources: of("a", "b", "c", "d"), says: ["swarm: its 4 managers bear the loss of 1"] },
    { shows: "one in production", resources: of("hive1"), says: ["swarm: it has 1 manager"] },
    {
      shows: "two, which is both",
      resources: of("a", "b"),
      says: ["swarm: its 2 managers bear the loss of 0", "swarm: it has 2 managers"],
    },
  ],
  unknown: [
    { shows: "unknown managers", resources: [cluster({ managers: unknownList })], says: ["swarm ? .managers"] },
    { shows: "one of them unknown", resources: of("a", unknown), says: ["swarm ? .managers[1]"] },
  ],
};
