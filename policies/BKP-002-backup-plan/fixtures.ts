import { ingress, plan, wiki } from "../core/examples";
import { type Fixtures, unknown } from "../core/fixture";

export const fixtures: Fixtures = {
  good: [
    { shows: "state with a plan", resources: [wiki()], says: [] },
    { shows: "no state, no plan", resources: [ingress], says: [] },
    {
      shows: "undeclared state is another policy's business",
      resources: [wiki({ state: { items: [] }, backup: null })],
      says: [],
    },
  ],
  bad: [
    {
      shows: "state without a plan",
      resources: [wiki({ backup: null })],
      says: ["wiki: it keeps data and has no backup plan"],
    },
    {
      shows: "a plan without a repository",
      resources: [wiki({ backup: { ...plan, repositories: [] } })],
      says: ["wiki: its backup plan has no repository"],
    },
    {
      shows: "a plan with goals that cannot be",
      resources: [wiki({ backup: { ...plan, rpoSeconds: 0, keepSeconds: -1 } })],
      says: ["wiki: its backup plan allows a loss of 0 s", "wiki: backups are kept for -1 s only"],
    },
    {
      shows: "a plan that says only its goals",
      resources: [wiki({ backup: { rpoSeconds: 21_600, keepSeconds: 648_000, repositories: plan.repositories } })],
      says: ["intervalSeconds", "offsetSeconds", "snapshots", "lateAfterSeconds", "budgetBytes"].map(
        (part) => `wiki: its backup plan has no ${part}`,
      ),
    },
    {
      shows: "parts that cannot be: a start outside of the interval, nothing kept, nobody told in time",
      resources: [wiki({ backup: { ...plan, offsetSeconds: 21_600, snapshots: 0, lateAfterSeconds: 3_600 } })],
      says: [
        "wiki: its backup plan has offsetSeconds 21600",
        "wiki: its backup plan has snapshots 0",
        "wiki: its backup plan has lateAfterSeconds 3600",
      ],
    },
  ],
  unknown: [
    { shows: "a plan that only the update knows", resources: [wiki({ backup: unknown })], says: ["wiki ? .backup"] },
    {
      shows: "an unknown repository",
      resources: [wiki({ backup: { ...plan, repositories: [{ name: "x", machine: unknown }] } })],
      says: ["wiki ? .backup.repositories[0].machine"],
    },
  ],
};
