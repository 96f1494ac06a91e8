import { evidence } from "../core/exampleEvidence";
import { environment, evidenceKeys, wiki } from "../core/examples";
import { type Fixtures, unknown } from "../core/fixture";

const resources = [environment(), wiki()];

export const fixtures: Fixtures = {
  good: [
    { shows: "a drill of ten days ago", resources, evidence: evidence(), says: [] },
    {
      shows: "thirty days in production, to the second",
      resources,
      evidence: evidence(),
      now: "2026-12-10T12:00:00Z",
      says: [],
    },
    {
      shows: "two months in development",
      tier: "development",
      resources,
      evidence: evidence(),
      now: "2027-01-10T12:00:00Z",
      says: [],
    },
    { shows: "a clock some minutes ahead", resources, evidence: evidence(), now: "2026-11-10T11:30:00Z", says: [] },
    {
      shows: "none at all is another policy's business, and so is a forged one",
      resources,
      evidence: evidence({ at: "2020-01-01T00:00:00Z" }, evidenceKeys.stranger),
      says: [],
    },
  ],
  bad: [
    {
      shows: "a drill of half a year ago",
      resources,
      evidence: evidence({ at: "2026-05-10T12:00:00Z" }),
      says: ["wiki: its evidence is 194d old"],
    },
    {
      shows: "a second more than thirty days in production",
      resources,
      evidence: evidence(),
      now: "2026-12-10T12:00:01Z",
      says: ["wiki: its evidence is 30d old"],
    },
    {
      shows: "more than sixty days in staging",
      tier: "staging",
      resources,
      evidence: evidence(),
      now: "2027-01-10T12:00:00Z",
      says: ["wiki: its evidence is 61d old"],
    },
    {
      shows: "a drill of tomorrow, which would never grow old",
      resources,
      evidence: evidence({ at: "2036-11-21T12:00:00Z" }),
      says: ["wiki: its evidence is of 2036-11-21T12:00:00Z, which is still to come"],
    },
  ],
  unknown: [
    {
      shows: "a key that is not known yet",
      resources: [environment({ evidenceKey: unknown }), wiki()],
      evidence: evidence(),
      says: ["wiki ? .evidenceKey"],
    },
  ],
};
