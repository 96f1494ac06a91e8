import { registry, wiki } from "../core/examples";
import { type Fixtures, unknown } from "../core/fixture";

export const fixtures: Fixtures = {
  good: [
    { shows: "an image on a distribution that is maintained", resources: [wiki()], says: [] },
    { shows: "a unit of the machine, which has no image", resources: [registry()], says: [] },
  ],
  bad: [
    {
      shows: "a distribution whose maintenance is over",
      resources: [wiki({ image: "old" })],
      says: ["wiki: Debian 11 was maintained until 2026-08-31"],
    },
    {
      shows: "half a year before it ends, as a warning",
      resources: [wiki()],
      now: "2028-02-01T00:00:00Z",
      says: ["wiki: Debian 12 is maintained until 2028-06-30, for 151d more"],
    },
    {
      shows: "something else in it, built beside the distribution",
      resources: [wiki({ image: "php" })],
      says: ["wiki: PHP 8.2 is maintained until 2026-12-31, for 41d12h more"],
    },
  ],
  unknown: [
    { shows: "an unknown image", resources: [wiki({ image: unknown })], says: ["wiki ? .image"] },
    { shows: "an image that nobody looked into", resources: [wiki({ image: "kanboard" })], says: ["wiki ? .image"] },
  ],
};
