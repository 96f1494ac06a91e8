import { evidencePath } from "../../model/evidence";
import { proofOf } from "../core/evidence";
import { notJudged, type Policy, violation } from "../core/policy";
import { keepsState } from "../core/resource";

const remedy = "remove the file, run ./ruche drill and commit what it writes";

/** The proof was made by a drill. */
export const genuineEvidence: Policy = {
  id: "BKP-009",
  title: "The proof of a restore is genuine",
  why:
    "Evidence that a person wrote or changed proves nothing. " +
    "A drill signs what it found with a key that follows from the environment's seed; " +
    "another seed is another environment.",
  severity: "critical",
  remedy,
  applies: keepsState,
  stackRule(resource, stack) {
    const proof = proofOf(resource, stack);
    if (proof === undefined) return [];
    const { service, environment, evidence } = proof;
    if (evidence.outcome === "unknown") return [notJudged(resource, evidence.unknown)];
    if (evidence.outcome !== "forged" && evidence.outcome !== "malformed") return [];
    const file = evidencePath(environment!.environment, service.service);
    return [
      violation(
        resource,
        `${file} is ${evidence.outcome === "forged" ? "forged" : "no evidence"}: ${evidence.why}`,
        "evidence as a drill of this environment signed it",
        remedy,
      ),
    ];
  },
};
