import { isStateful } from "../../model/rules/stateful";
import { judgeRecord, roughly } from "../core/evidence";
import { notJudged, type Policy, type PolicyFinding, violation } from "../core/policy";
import { keepsState, serviceIn, unknownIn } from "../core/resource";

/** A plan that can do what it promises. */
export const reachableObjective: Policy = {
  id: "BKP-004",
  title: "A backup plan can meet its objectives",
  why:
    "A plan that starts too seldom, or keeps too few snapshots, promises what it cannot do; " +
    "so does one whose backups take so long that the newest is too old when the next is done.",
  severity: "critical",
  remedy:
    "let Ruche derive the plan from rpo and keep; where backups take too long, allow a longer rpo or split the service's data",
  applies: keepsState,
  rule(resource): PolicyFinding[] {
    const unknown = unknownIn(resource, "kind", "state", "backup");
    if (unknown !== undefined) return [notJudged(resource, unknown)];
    const service = serviceIn(resource);
    if (service === undefined || !isStateful(service) || !service.backup) return [];
    const { rpoSeconds, keepSeconds, intervalSeconds, snapshots } = service.backup;
    return [
      ...(intervalSeconds > rpoSeconds
        ? [
            violation(
              resource,
              `its backups are ${roughly(intervalSeconds)} apart, and no more than ${roughly(rpoSeconds)} may be lost`,
              `an interval of ${rpoSeconds} s or less`,
              "shorten the interval, or allow a longer rpo",
            ),
          ]
        : []),
      ...(snapshots * intervalSeconds < keepSeconds
        ? [
            violation(
              resource,
              `its ${snapshots} snapshots reach ${roughly(snapshots * intervalSeconds)} back, and ${roughly(keepSeconds)} are promised`,
              `${Math.ceil(keepSeconds / intervalSeconds)} snapshots or more`,
              "keep more snapshots, or shorten keep",
            ),
          ]
        : []),
    ];
  },
  /** What was measured. A run of its own length is allowed for in the age at which a snapshot is late. */
  stackRule(resource, stack) {
    return judgeRecord(resource, stack, ({ ageSeconds, backupSeconds }, { service: { backup } }) => {
      if (!backup || unknownIn(resource, "backup") !== undefined) return [];
      const { intervalSeconds, lateAfterSeconds } = backup;
      const required = `a newest snapshot that is never older than ${lateAfterSeconds} s`;
      return [
        ...(backupSeconds !== null && intervalSeconds + backupSeconds > lateAfterSeconds
          ? [
              violation(
                resource,
                `a backup of it takes ${roughly(backupSeconds)} and is made every ${roughly(intervalSeconds)}: ` +
                  `the newest can be older than ${roughly(lateAfterSeconds)}`,
                required,
                "allow a longer rpo, or split the service's data",
              ),
            ]
          : []),
        ...(ageSeconds > lateAfterSeconds
          ? [
              violation(
                resource,
                `the last drill found its newest snapshot ${roughly(ageSeconds)} old`,
                required,
                "find out why backups were late, and repeat the drill",
              ),
            ]
          : []),
      ];
    });
  },
};
