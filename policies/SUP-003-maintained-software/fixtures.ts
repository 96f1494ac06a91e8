import { wiki } from "../core/examples";
import { type Fixtures, unknown } from "../core/fixture";

const version = (version: unknown) => [wiki({ version })];

export const fixtures: Fixtures = {
  good: [
    { shows: "a version that is maintained", resources: [wiki()], says: [] },
    { shows: "a hotfix of it", resources: version("2024-02-06b"), says: [] },
    {
      shows: "a package, maintained with its distribution for years to come",
      resources: version("2022-07-31a"),
      says: [],
    },
    { shows: "a kind without software of its own", resources: [wiki({ serviceKind: "site", version: "1" })], says: [] },
    {
      shows: "a version whose last day is more than half a year away",
      resources: version("2023-04-04"),
      now: "2026-04-01T00:00:00Z",
      says: [],
    },
  ],
  bad: [
    {
      shows: "a version whose maintenance is over",
      resources: version("2023-04-04"),
      says: ["wiki: DokuWiki 2023-04-04 was maintained until 2026-09-30"],
    },
    {
      shows: "half a year ahead, as a warning",
      resources: version("2023-04-04"),
      now: "2026-04-05T00:00:00Z",
      says: ["wiki: DokuWiki 2023-04-04 is maintained until 2026-09-30, for 179d more"],
    },
    {
      shows: "on the last day, still a warning",
      resources: version("2023-04-04"),
      now: "2026-09-30T23:00:00Z",
      says: ["wiki: DokuWiki 2023-04-04 is maintained until 2026-09-30, for 1h more"],
    },
    {
      shows: "a package, when its distribution is over",
      resources: version("2022-07-31a"),
      now: "2028-07-01T00:00:00Z",
      says: ["wiki: DokuWiki 2022-07-31 (as Debian 12) was maintained until 2028-06-30"],
    },
  ],
  unknown: [
    { shows: "an unknown version", resources: version(unknown), says: ["wiki ? .version"] },
    {
      shows: "a version of which nobody says until when it is maintained",
      resources: version("2020-07-29"),
      says: ["wiki ? .version"],
    },
    {
      shows: "a version that nobody looked up: 2024-02-061 is not 2024-02-06",
      resources: version("2024-02-061"),
      says: ["wiki ? .version"],
    },
    {
      shows: "a kind of which nothing is known",
      resources: [wiki({ serviceKind: "kanboard" })],
      says: ["wiki ? .serviceKind"],
    },
  ],
};
