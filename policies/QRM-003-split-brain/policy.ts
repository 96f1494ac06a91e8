import { keepsGroups } from "../../model/storage";
import { notJudged, type Policy, type PolicyFinding, violation } from "../core/policy";
import { describes, unknownIn } from "../core/resource";

const remedy = "use three machines, of which the last may be an arbiter: replicas: 3, arbiter: true";

/** Copies that can tell which of them is right. */
export const splitBrain: Policy = {
  id: "QRM-003",
  title: "A replicated volume cannot split",
  why:
    "Two copies that lose sight of each other both go on writing, " +
    "and afterwards nobody knows which of them is right. A third one decides; an arbiter, which keeps names alone, " +
    "is enough.",
  severity: "critical",
  remedy,
  applies: (resource) => describes(resource, "volume"),
  rule(resource): PolicyFinding[] {
    const unknown = unknownIn(resource, "kind", "technology", "replicas", "arbiter", "machines");
    if (unknown !== undefined) return [notJudged(resource, unknown)];
    const { descriptor } = resource;
    if (descriptor?.kind !== "volume" || !keepsGroups(descriptor)) return [];
    const { replicas, arbiter, machines = [] } = descriptor;
    if (arbiter && replicas !== 3)
      return [
        violation(resource, `an arbiter is one of its ${replicas} copies`, "an arbiter as the third of three", remedy),
      ];
    if (replicas % 2 === 0)
      return [violation(resource, `each of its files has ${replicas} copies`, "an odd number of copies", remedy)];
    return machines.length % replicas === 0
      ? []
      : [
          violation(
            resource,
            `it has ${machines.length} machines for ${replicas} copies`,
            `a multiple of ${replicas} machines`,
            remedy,
          ),
        ];
  },
};
