import { evidencePath } from "../../components/core/evidence";
import { proofs } from "../core/evidence";
import { notJudged, violation, type Finding, type Policy } from "../core/policy";
import { isComponent } from "../core/resource";

const remedy = "remove the file, run ./ruche drill and commit what it writes";

/** The proof was made by a drill. */
export const genuineEvidence: Policy = {
  id: "BKP-009",
  title: "The proof of a restore is genuine",
  why: "Evidence that a person wrote or changed proves nothing. A drill signs what it found with a key that follows from the environment's seed; another seed is another environment.",
  severity: "critical",
  remedy,
  applies: isComponent,
  stackRule: (stack) => proofs(stack).flatMap(({ resource, service, environment, evidence }): Finding[] => {
    if (evidence.outcome === "unknown") return [notJudged(resource, evidence.unknown)];
    if (evidence.outcome !== "forged" && evidence.outcome !== "malformed") return [];
    const file = evidencePath(environment!.environment, service.service);
    return [violation(
      resource,
      `${file} is ${evidence.outcome === "forged" ? "forged" : "no evidence"}: ${evidence.why}`,
      "evidence as a drill of this environment signed it",
      remedy,
    )];
  }),
};
