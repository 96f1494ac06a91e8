import { Unknown } from "../../model/inputs";
import { isMachine } from "../../model/machines";
import { notJudged, type Policy, violation } from "../core/policy";
import { runs } from "../core/resource";

const remedy = "remove user, so that the image decides, or name the user that its program needs";

/** Containers that are asked to run as root. */
export const root: Policy = {
  id: "SEC-005",
  title: "No container is asked to run as root",
  why:
    "An image of the family leaves root's rights before it starts its program. " +
    "A service that asks for root takes that back, and a hole in the program is then one in all of the container's " +
    "walls.",
  severity: "medium",
  remedy,
  applies: (resource, { tier }) => runs(resource) && !(tier === "development" && isMachine(resource)),
  rule(resource) {
    const { user } = resource.workload!;
    if (user instanceof Unknown) return [notJudged(resource, user)];
    return /^(root|[+-]?0+)(:|$)/.test(String(user ?? ""))
      ? [violation(resource, `it runs as ${String(user)}`, "a user of its own", remedy)]
      : [];
  },
};
