import { volume } from "../core/examples";
import { type Fixtures, unknown } from "../core/fixture";

export const fixtures: Fixtures = {
  good: [
    { shows: "three copies", resources: [volume()], says: [] },
    { shows: "two and an arbiter", resources: [volume({ arbiter: true })], says: [] },
    {
      shows: "one copy: lost with its machine, but never split",
      resources: [volume({ replicas: 1, machines: ["hive1"] })],
      says: [],
    },
    {
      shows: "another technology decides in its own way",
      resources: [volume({ technology: "ceph", replicas: 2 })],
      says: [],
    },
  ],
  bad: [
    {
      shows: "two copies",
      tier: "development",
      resources: [volume({ replicas: 2, machines: ["hive1", "hive2"] })],
      says: ["data: each of its files has 2 copies"],
    },
    {
      shows: "an arbiter of one copy",
      resources: [volume({ replicas: 2, arbiter: true, machines: ["hive1", "hive2"] })],
      says: ["data: an arbiter is one of its 2 copies"],
    },
    {
      shows: "a group that is not full",
      resources: [volume({ machines: ["hive1", "hive2", "hive3", "hive4"] })],
      says: ["data: it has 4 machines for 3 copies"],
    },
  ],
  unknown: [
    { shows: "an unknown number of copies", resources: [volume({ replicas: unknown })], says: ["data ? .replicas"] },
  ],
};
