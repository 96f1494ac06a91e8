import { ingress, wiki } from "../core/examples";
import { unknown, type Fixtures } from "../core/fixture";

const plan = { rpoSeconds: 21_600, keepSeconds: 648_000, repositories: [{ name: "second-host", machine: "hive3" }] };

export const fixtures: Fixtures = {
  good: [
    { shows: "state with a plan", resources: [wiki()], says: [] },
    { shows: "no state, no plan", resources: [ingress], says: [] },
    { shows: "undeclared state is another policy's business", resources: [wiki({ state: { items: [] }, backup: null })], says: [] },
  ],
  bad: [
    { shows: "state without a plan", resources: [wiki({ backup: null })], says: ["wiki: it keeps data and has no backup plan"] },
    { shows: "a plan without a repository", resources: [wiki({ backup: { ...plan, repositories: [] } })], says: ["wiki: its backup plan has no repository"] },
    {
      shows: "a plan with goals that cannot be",
      resources: [wiki({ backup: { ...plan, rpoSeconds: 0, keepSeconds: -1 } })],
      says: ["wiki: its backup plan allows a loss of 0 s", "wiki: backups are kept for -1 s only"],
    },
  ],
  unknown: [
    { shows: "a plan that only the update knows", resources: [wiki({ backup: unknown })], says: ["wiki ? .backup"] },
    { shows: "an unknown repository", resources: [wiki({ backup: { ...plan, repositories: [{ name: "x", machine: unknown }] } })], says: ["wiki ? .backup.repositories[0].machine"] },
  ],
};
