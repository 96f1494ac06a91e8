import { evidencePath } from "../../model/evidence";
import { Unknown } from "../../model/inputs";
import { proofOf, roughly } from "../core/evidence";
import { notJudged, type Policy, violation } from "../core/policy";
import { keepsState } from "../core/resource";

const remedy = "run ./ruche drill and commit what it writes";

/** A restore has really happened. */
export const provenRestore: Policy = {
  id: "BKP-006",
  title: "A restore of the service has been proven",
  why:
    "A backup that was never restored is a hope. A service that is first deployed has a grace until its first " +
    "backup was made and restored: see thresholds.yaml.",
  severity: "high",
  remedy,
  applies: keepsState,
  stackRule(resource, stack) {
    const {
      thresholds: { grace },
    } = stack;
    const proof = proofOf(resource, stack);
    // What there is, is judged by the policies that follow.
    if (proof === undefined || proof.evidence.outcome !== "none") return [];
    const since = stack.sinceOf(resource.urn);
    if (since instanceof Unknown) return [notJudged(resource, since)];
    const age = stack.now - Date.parse(String(since)) / 1000;
    if (age <= grace.seconds) return [];
    const { service, environment } = proof;
    const where =
      environment === undefined ? "evidence of a restore" : evidencePath(environment.environment, service.service);
    return [
      violation(
        resource,
        Number.isNaN(age)
          ? "no restore of it was ever proven"
          : `it has been running for ${roughly(age)} and no restore of it was ever proven`,
        `${where}, at the latest ${grace} after its first deployment`,
        remedy,
      ),
    ];
  },
};
