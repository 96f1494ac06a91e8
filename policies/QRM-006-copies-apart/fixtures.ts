import { volume } from "../core/examples";
import { type Fixtures, unknown } from "../core/fixture";

const six = { machines: ["a1", "a2", "b1", "b2", "c1", "c2"] };

export const fixtures: Fixtures = {
  good: [
    { shows: "three rooms", resources: [volume()], says: [] },
    {
      shows: "two groups of three, each in three rooms",
      resources: [
        volume({ machines: ["a1", "b1", "c1", "a2", "b2", "c2"], failureDomains: ["a", "b", "c", "a", "b", "c"] }),
      ],
      says: [],
    },
    { shows: "a single copy is another policy's business", resources: [volume({ replicas: 1 })], says: [] },
  ],
  bad: [
    {
      shows: "two of three in one room",
      resources: [volume({ failureDomains: ["attic", "attic", "hall"] })],
      says: ["data: 2 of the 3 copies on hive1, hive2, hive3 are lost with attic"],
    },
    {
      shows: "three rooms in the wrong order",
      resources: [volume({ ...six, failureDomains: ["a", "a", "b", "b", "c", "c"] })],
      says: [
        "data: 2 of the 3 copies on a1, a2, b1 are lost with a",
        "data: 2 of the 3 copies on b2, c1, c2 are lost with c",
      ],
    },
    {
      shows: "data and arbiter together",
      resources: [volume({ arbiter: true, failureDomains: ["hall", "attic", "attic"] })],
      says: ["data: 2 of the 3 copies on hive1, hive2, hive3 are lost with attic"],
    },
  ],
  unknown: [
    {
      shows: "an unknown place",
      resources: [volume({ failureDomains: ["attic", unknown, "hall"] })],
      says: ["data ? .failureDomains[1]"],
    },
  ],
};
