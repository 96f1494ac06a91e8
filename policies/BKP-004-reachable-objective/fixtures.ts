import { evidence } from "../core/exampleEvidence";
import { environment, ingress, plan, wiki } from "../core/examples";
import { type Fixtures, unknown } from "../core/fixture";

export const fixtures: Fixtures = {
  good: [
    {
      shows: "every six hours, 30 of them, for 7.5 days",
      resources: [environment(), wiki()],
      evidence: evidence(),
      says: [],
    },
    {
      shows: "more often and more than asked for",
      resources: [wiki({ backup: { ...plan, intervalSeconds: 3_600, snapshots: 200 } })],
      says: [],
    },
    { shows: "no state, no plan", resources: [ingress, wiki({ backup: null })], says: [] },
    {
      shows: "a run of its own length is allowed for",
      resources: [environment(), wiki()],
      evidence: evidence({ backupSeconds: 1_800, ageSeconds: 23_000 }),
      says: [],
    },
    {
      shows: "a repository that does not say how long a backup took",
      resources: [environment(), wiki()],
      evidence: evidence({ backupSeconds: null }),
      says: [],
    },
    {
      shows: "what a forged record claims is not used",
      resources: [environment(), wiki()],
      evidence: evidence({ ageSeconds: 1e6 }, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
      says: [],
    },
  ],
  bad: [
    {
      shows: "backups further apart than what may be lost",
      resources: [wiki({ backup: { ...plan, intervalSeconds: 86_400 } })],
      says: ["wiki: its backups are 1d apart, and no more than 6h may be lost"],
    },
    {
      shows: "fewer snapshots than reach as far as promised",
      resources: [wiki({ backup: { ...plan, snapshots: 29 } })],
      says: ["wiki: its 29 snapshots reach 7d6h back, and 7d12h are promised"],
    },
    {
      shows: "backups that take longer than the plan can bear",
      tier: "staging",
      resources: [environment(), wiki()],
      evidence: evidence({ backupSeconds: 5_400 }),
      says: ["wiki: a backup of it takes 1h30m and is made every 6h: the newest can be older than 6h36m"],
    },
    {
      shows: "a drill that found nothing recent",
      resources: [environment(), wiki()],
      evidence: evidence({ ageSeconds: 200_000 }),
      says: ["wiki: the last drill found its newest snapshot 2d7h old"],
    },
  ],
  unknown: [
    {
      shows: "an unknown interval",
      resources: [wiki({ backup: { ...plan, intervalSeconds: unknown } })],
      says: ["wiki ? .backup.intervalSeconds"],
    },
    {
      shows: "an unknown key: what was measured is not judged, the plan is",
      resources: [environment({ evidenceKey: unknown }), wiki({ backup: { ...plan, snapshots: 1 } })],
      evidence: evidence(),
      says: ["wiki: its 1 snapshots reach 6h back, and 7d12h are promised", "wiki ? .evidenceKey"],
    },
  ],
};
