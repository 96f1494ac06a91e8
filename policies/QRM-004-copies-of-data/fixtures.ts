import { volume } from "../core/examples";
import { type Fixtures, unknown } from "../core/fixture";

export const fixtures: Fixtures = {
  good: [
    { shows: "three copies", resources: [volume()], says: [] },
    { shows: "two copies of the data, and an arbiter", resources: [volume({ arbiter: true })], says: [] },
    { shows: "one copy, for a try-out", tier: "development", resources: [volume({ replicas: 1 })], says: [] },
  ],
  bad: [
    { shows: "one copy in production", resources: [volume({ replicas: 1 })], says: ["data: its data is on 1 machine"] },
    {
      shows: "one copy and an arbiter, which holds no data",
      resources: [volume({ replicas: 2, arbiter: true })],
      says: ["data: its data is on 1 machine"],
    },
  ],
  unknown: [{ shows: "an unknown arbiter", resources: [volume({ arbiter: unknown })], says: ["data ? .arbiter"] }],
};
