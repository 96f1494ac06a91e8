import { ingress, plan, wiki } from "../core/examples";
import { type Fixtures, unknown } from "../core/fixture";

const kept = (keepSeconds: unknown) => wiki({ backup: { ...plan, keepSeconds } });

export const fixtures: Fixtures = {
  good: [
    { shows: "7.5 days in production", resources: [wiki()], says: [] },
    { shows: "exactly as long as production asks", resources: [kept(7 * 86_400)], says: [] },
    { shows: "three days in staging, one in development", tier: "staging", resources: [kept(3 * 86_400)], says: [] },
    { shows: "a day in development", tier: "development", resources: [kept(86_400)], says: [] },
    { shows: "no state, no plan", resources: [ingress, wiki({ backup: null })], says: [] },
  ],
  bad: [
    { shows: "two days in production", resources: [kept(2 * 86_400)], says: ["wiki: its backups reach 2d back"] },
    { shows: "a second too few", resources: [kept(7 * 86_400 - 1)], says: ["wiki: its backups reach 6d23h back"] },
    {
      shows: "twelve hours, even in development",
      tier: "development",
      resources: [kept(43_200)],
      says: ["wiki: its backups reach 12h back"],
    },
  ],
  unknown: [
    { shows: "a length that only the update knows", resources: [kept(unknown)], says: ["wiki ? .backup.keepSeconds"] },
  ],
};
