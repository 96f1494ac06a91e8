import { judgeRecord, roughly } from "../core/evidence";
import { type Policy, violation } from "../core/policy";
import { keepsState } from "../core/resource";

const remedy = "run ./ruche drill again and commit what it writes";

/** Clocks of two computers differ by less. */
const clocks = 3_600;

/** The proof is of these days. */
export const recentEvidence: Policy = {
  id: "BKP-007",
  title: "The proof of a restore is recent",
  why: "Data grows, keys and disks change: a restore that worked half a year ago says little of the one that is needed tonight.",
  severity: "high",
  remedy,
  applies: keepsState,
  stackRule(resource, stack) {
    const {
      now,
      thresholds: { evidenceAge },
    } = stack;
    const required = `evidence of a drill that is no older than ${evidenceAge}`;
    return judgeRecord(resource, stack, ({ at }) => {
      const age = now - Date.parse(at) / 1000;
      if (age < -clocks)
        return [
          violation(
            resource,
            `its evidence is of ${at}, which is still to come`,
            required,
            "set the clock of the computer that drilled, and repeat the drill",
          ),
        ];
      return age > evidenceAge.seconds
        ? [violation(resource, `its evidence is ${roughly(age)} old`, required, remedy)]
        : [];
    });
  },
};
