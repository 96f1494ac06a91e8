import { notJudged, violation, type Policy, type Violation } from "../core/policy";
import { isComponent, serviceIn, unknownIn } from "../core/resource";

const remedy = "add ruche:backup with rpo, keep and a repository to the environment";

/** What must survive has a backup plan. */
export const backupPlan: Policy = {
  id: "BKP-002",
  title: "A stateful service has a backup plan",
  why: "A disk, a mistake or an intruder takes the data of a service without a backup for good; replicas follow a deletion at once.",
  severity: "critical",
  remedy,
  applies: isComponent,
  rule(resource) {
    const unknown = unknownIn(resource, "kind", "state", "backup");
    if (unknown !== undefined) return [notJudged(resource, unknown)];
    const service = serviceIn(resource);
    if (service === undefined || service.state === undefined || !("items" in service.state) || service.state.items.length === 0) return [];
    const { backup } = service;
    if (backup === null || backup === undefined) return [violation(resource, "it keeps data and has no backup plan", "a backup plan", remedy)];
    const found: Violation[] = [];
    if (!(backup.rpoSeconds > 0)) found.push(violation(
      resource,
      `its backup plan allows a loss of ${backup.rpoSeconds} s`,
      "a recovery point objective above zero",
      "correct rpo in ruche:backup",
    ));
    if (!(backup.keepSeconds >= backup.rpoSeconds)) found.push(violation(
      resource,
      `backups are kept for ${backup.keepSeconds} s only`,
      `${backup.rpoSeconds} s or more, since the next one may be that far away`,
      "correct keep in ruche:backup",
    ));
    if (!Array.isArray(backup.repositories) || backup.repositories.length === 0) found.push(violation(
      resource,
      "its backup plan has no repository",
      "one repository or more",
      "add a repository to ruche:backup",
    ));
    return found;
  },
};
