import type { BackupPlan } from "../../model/descriptor";
import { notJudged, type Policy, type Violation, violation } from "../core/policy";
import { keepsState, serviceIn, unknownIn } from "../core/resource";

/** The parts of a plan that follow from its goals: what each must be. */
const parts: readonly (readonly [keyof BackupPlan, (value: number, plan: BackupPlan) => boolean, string])[] = [
  ["intervalSeconds", (value) => value > 0, "an interval of some seconds"],
  [
    "offsetSeconds",
    (value, { intervalSeconds }) => value >= 0 && value < intervalSeconds,
    "a start inside the interval",
  ],
  ["snapshots", (value) => value >= 1, "one snapshot or more"],
  [
    "lateAfterSeconds",
    (value, { intervalSeconds }) => value >= intervalSeconds,
    "an age no shorter than the interval, from which somebody is told",
  ],
  ["budgetBytes", (value) => value > 0, "an estimate of the disk that it takes"],
];

const remedy = "add ruche:backup with rpo, keep and a repository to the environment";

/** What must survive has a backup plan. */
export const backupPlan: Policy = {
  id: "BKP-002",
  title: "A stateful service has a backup plan",
  why: "A disk, a mistake or an intruder takes the data of a service without a backup for good; replicas follow a deletion at once.",
  severity: "critical",
  remedy,
  applies: keepsState,
  rule(resource) {
    const unknown = unknownIn(resource, "kind", "state", "backup");
    if (unknown !== undefined) return [notJudged(resource, unknown)];
    const service = serviceIn(resource);
    if (service === undefined) return [];
    const { backup } = service;
    if (backup === null || backup === undefined)
      return [violation(resource, "it keeps data and has no backup plan", "a backup plan", remedy)];
    const found: Violation[] = [];
    if (!(backup.rpoSeconds > 0))
      found.push(
        violation(
          resource,
          `its backup plan allows a loss of ${backup.rpoSeconds} s`,
          "a recovery point objective above zero",
          "correct rpo in ruche:backup",
        ),
      );
    if (!(backup.keepSeconds >= backup.rpoSeconds))
      found.push(
        violation(
          resource,
          `backups are kept for ${backup.keepSeconds} s only`,
          `${backup.rpoSeconds} s or more, since the next one may be that far away`,
          "correct keep in ruche:backup",
        ),
      );
    for (const [part, right, required] of parts) {
      if (typeof backup[part] === "number" && right(backup[part], backup)) continue;
      found.push(
        violation(
          resource,
          `its backup plan has ${backup[part] === undefined ? `no ${part}` : `${part} ${backup[part]}`}`,
          required,
          "let Ruche derive the plan",
        ),
      );
    }
    if (!Array.isArray(backup.repositories) || backup.repositories.length === 0)
      found.push(
        violation(
          resource,
          "its backup plan has no repository",
          "one repository or more",
          "add a repository to ruche:backup",
        ),
      );
    return found;
  },
};
