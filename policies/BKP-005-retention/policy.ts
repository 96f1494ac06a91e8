import { isStateful } from "../../model/rules/stateful";
import { roughly } from "../core/evidence";
import { notJudged, type Policy, violation } from "../core/policy";
import { keepsState, serviceIn, unknownIn } from "../core/resource";

const remedy = "lengthen keep in ruche:backup";

/** Backups reach far enough back. */
export const retention: Policy = {
  id: "BKP-005",
  title: "Backups are kept as long as the tier asks",
  why: "A deleted page or a quiet intruder is noticed days later; by then a short row of backups holds the damage alone.",
  severity: "high",
  remedy,
  applies: keepsState,
  rule(resource, { thresholds: { keep } }) {
    const unknown = unknownIn(resource, "kind", "state", "backup");
    if (unknown !== undefined) return [notJudged(resource, unknown)];
    const service = serviceIn(resource);
    if (service === undefined || !isStateful(service) || !service.backup) return [];
    const { keepSeconds } = service.backup;
    return keepSeconds < keep.seconds
      ? [violation(resource, `its backups reach ${roughly(keepSeconds)} back`, `${keep} or more`, remedy)]
      : [];
  },
};
