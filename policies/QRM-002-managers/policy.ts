import { notJudged, type Policy, type PolicyFinding, violation } from "../core/policy";
import { describes, unknownIn } from "../core/resource";

const remedy = "name 1, 3 or 5 managers in ruche:cluster; further machines are workers";

/** A cluster that can decide. */
export const managers: Policy = {
  id: "QRM-002",
  title: "A cluster has enough managers, and an odd number of them",
  why:
    "Managers decide by majority. Two of them stop as soon as one is gone, " +
    "four bear the loss of one like three do; and a single one takes the cluster with it.",
  severity: "high",
  remedy,
  applies: (resource) => describes(resource, "cluster"),
  rule(resource, { thresholds }): PolicyFinding[] {
    const unknown = unknownIn(resource, "kind", "managers");
    if (unknown !== undefined) return [notJudged(resource, unknown)];
    const { descriptor } = resource;
    const count = descriptor?.kind === "cluster" ? (descriptor.managers ?? []).length : 0;
    const spared = Math.floor((count - 1) / 2);
    return [
      ...(count % 2 === 0
        ? [violation(resource, `its ${count} managers bear the loss of ${spared}`, "an odd number of managers", remedy)]
        : []),
      ...(count < thresholds.managers
        ? [
            violation(
              resource,
              `it has ${count} ${count === 1 ? "manager" : "managers"}`,
              `${thresholds.managers} managers or more`,
              remedy,
            ),
          ]
        : []),
    ];
  },
};
