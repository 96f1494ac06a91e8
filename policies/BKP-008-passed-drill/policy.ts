import { judgeRecord } from "../core/evidence";
import { type Policy, violation } from "../core/policy";
import { keepsState } from "../core/resource";

const remedy = "find out why, repair it, and run ./ruche drill again: it needs no update";

/** The last restore worked. */
export const passedDrill: Policy = {
  id: "BKP-008",
  title: "The last drill passed",
  why: "The last restore of this service did not bring everything back; in earnest it would not either.",
  severity: "critical",
  remedy,
  applies: keepsState,
  stackRule: (resource, stack) =>
    judgeRecord(resource, stack, ({ passed, at, assertions }) => {
      if (passed) return [];
      const failed = assertions
        .filter((assertion) => !assertion.passed)
        .map(({ name, detail }) => (detail === "" ? name : `${name} (${detail})`));
      return [
        violation(
          resource,
          `the drill of ${at} failed${failed.length > 0 ? `: ${failed.join(", ")}` : ""}`,
          "a last drill that passed",
          remedy,
        ),
      ];
    }),
};
