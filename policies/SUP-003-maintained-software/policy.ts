import { Unknown } from "../../model/inputs";
import { maintenanceOf } from "../core/facts";
import { judgeMaintenance } from "../core/maintenance";
import { notJudged, type Policy } from "../core/policy";
import { isService, serviceIn, unknownIn } from "../core/resource";

/** Software that somebody mends. */
export const maintainedSoftware: Policy = {
  id: "SUP-003",
  title: "The software of a service is maintained",
  why:
    "Holes that are found after the end of its maintenance stay open, and everybody can read about them. " +
    "Half a year ahead the policy warns, so that there is time to move.",
  severity: "high",
  remedy: "move to a version that is maintained, or keep the service from the public until you do",
  applies: (resource, { facts }) =>
    isService(resource) && facts.services[serviceIn(resource)?.serviceKind ?? ""] !== null,
  rule(resource, context) {
    const unknown = unknownIn(resource, "kind", "serviceKind", "version");
    if (unknown !== undefined) return [notJudged(resource, unknown)];
    const { serviceKind, version = "" } = serviceIn(resource)!;
    const software = context.facts.services[serviceKind];
    if (typeof software !== "string")
      return [notJudged(resource, new Unknown(".serviceKind"), `nobody looked up what software ${serviceKind} is`)];
    return judgeMaintenance(resource, ".version", maintenanceOf(context.facts, software, version), context);
  },
};
