import { evidence } from "../core/exampleEvidence";
import { environment, ingress, since, wiki } from "../core/examples";
import { type Fixtures, unknown, unknownList } from "../core/fixture";

export const fixtures: Fixtures = {
  good: [
    {
      shows: "a service with evidence",
      resources: [environment(), wiki(), since("2026-01-01T12:00:00Z")],
      evidence: evidence(),
      says: [],
    },
    {
      shows: "first deployed an hour ago, in production",
      resources: [environment(), wiki(), since("2026-11-20T11:00:00Z")],
      says: [],
    },
    {
      shows: "first deployed a day ago, to the second",
      resources: [environment(), wiki(), since("2026-11-19T12:00:00Z")],
      says: [],
    },
    {
      shows: "first deployed six days ago, in development",
      tier: "development",
      resources: [environment(), wiki(), since("2026-11-14T12:00:00Z")],
      says: [],
    },
    { shows: "no state, nothing to prove", resources: [environment(), ingress], says: [] },
    {
      shows: "evidence that is worth nothing is another policy's business",
      resources: [environment(), wiki(), since("2026-01-01T12:00:00Z")],
      evidence: { wiki: "{" },
      says: [],
    },
    {
      shows: "evidence is there, and the key is not known yet",
      resources: [environment({ evidenceKey: unknown }), wiki(), since(unknown)],
      evidence: evidence(),
      says: [],
    },
  ],
  bad: [
    {
      shows: "running for two months",
      resources: [environment(), wiki(), since("2026-09-20T12:00:00Z")],
      says: ["wiki: it has been running for 61d and no restore of it was ever proven"],
    },
    {
      shows: "a second more than the grace",
      resources: [environment(), wiki(), since("2026-11-19T11:59:59Z")],
      says: ["wiki: it has been running for 1d and no restore of it was ever proven"],
    },
    {
      shows: "four days in staging, eight in development",
      tier: "staging",
      resources: [environment(), wiki(), since("2026-11-16T12:00:00Z")],
      says: ["wiki: it has been running for 4d and no restore of it was ever proven"],
    },
    {
      shows: "eight days in development",
      tier: "development",
      resources: [environment(), wiki(), since("2026-11-12T12:00:00Z")],
      says: ["wiki: it has been running for 8d and no restore of it was ever proven"],
    },
    {
      shows: "evidence of another service",
      resources: [environment(), wiki(), since("2026-01-01T12:00:00Z")],
      evidence: { pad: evidence().wiki! },
      says: ["wiki: it has been running for 323d and no restore of it was ever proven"],
    },
    {
      shows: "nothing keeps the time of the first deployment: no grace",
      resources: [environment(), wiki()],
      says: ["wiki: no restore of it was ever proven"],
    },
    {
      shows: "a time that is none: no grace",
      resources: [environment(), wiki(), since("soon")],
      says: ["wiki: no restore of it was ever proven"],
    },
    {
      shows: "nothing says what environment this is",
      resources: [wiki(), since("2026-01-01T12:00:00Z")],
      evidence: evidence(),
      says: ["wiki: it has been running for 323d and no restore of it was ever proven"],
    },
  ],
  unknown: [
    {
      shows: "the very first preview",
      resources: [environment({ evidenceKey: unknown }), wiki(), since(unknown)],
      says: ["wiki ? .stdout"],
    },
    {
      shows: "an output that is not even named yet",
      resources: [environment(), wiki(), { ...since(unknown), outputs: {} }],
      says: ["wiki ? .stdout"],
    },
    {
      shows: "an unknown state of another service hides nothing",
      resources: [environment(), wiki(), since(unknown), { ...wiki({ state: { items: unknownList } }), name: "pad" }],
      says: ["wiki ? .stdout"],
    },
  ],
};
