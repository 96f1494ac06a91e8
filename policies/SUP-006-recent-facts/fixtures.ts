import { wiki } from "../core/examples";
import { type Fixtures, unknown } from "../core/fixture";

export const fixtures: Fixtures = {
  good: [
    { shows: "facts of this month", resources: [wiki()], says: [] },
    {
      shows: "facts of more than a year ago, in development",
      tier: "development",
      resources: [wiki()],
      now: "2028-01-01T00:00:00Z",
      says: [],
    },
    {
      shows: "nothing is known: another policy says so",
      resources: [wiki({ serviceKind: "kanboard", image: "kanboard" })],
      says: [],
    },
  ],
  bad: [
    {
      shows: "facts of more than a year ago, in production",
      resources: [wiki()],
      now: "2028-01-01T00:00:00Z",
      says: ["wiki: what is known of its software was looked up on 2026-11-01, 426d ago"],
    },
    {
      shows: "and of more than two in development",
      tier: "development",
      resources: [wiki()],
      now: "2029-01-01T00:00:00Z",
      says: ["wiki: what is known of its software was looked up on 2026-11-01, 792d ago"],
    },
  ],
  unknown: [{ shows: "an unknown version", resources: [wiki({ version: unknown })], says: ["wiki ? .version"] }],
};
