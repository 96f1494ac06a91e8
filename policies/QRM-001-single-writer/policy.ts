import { Unknown } from "../../model/inputs";
import { notJudged, type Policy, type PolicyFinding, type Resource, type RuleContext, violation } from "../core/policy";
import { clusterWorkload, isComponent, isService, serviceIn, unknownIn } from "../core/resource";

const required = "one copy of a service that allows one writer";
const remedy = "set replicas to 1";

/** A single-writer service runs once. */
export const singleWriter: Policy = {
  id: "QRM-001",
  title: "A single-writer service is not scaled",
  why: "Two copies of a service that keeps data in its process, or that locks nothing, overwrite each other's data without an error.",
  severity: "critical",
  remedy,
  applies: (resource, context) =>
    (isService(resource) && serviceIn(resource)?.writers !== "many") || runsSingleWriter(resource, context),
  rule(resource): PolicyFinding[] {
    if (isComponent(resource.type)) {
      const unknown = unknownIn(resource, "writers", "replicas");
      if (unknown !== undefined) return [notJudged(resource, unknown)];
      const service = serviceIn(resource);
      return service?.writers === "single" && service.replicas !== 1
        ? [
            violation(
              resource,
              `it wants ${service.replicas === "each-node" ? "a copy on each node" : `${service.replicas} copies`}`,
              required,
              remedy,
            ),
          ]
        : [];
    }
    // What runs is judged as well: a descriptor may say one copy while the service below it has more.
    const copies = clusterWorkload(resource)?.copies;
    if (copies instanceof Unknown) return [notJudged(resource, copies)];
    if (copies === "each-node") return [violation(resource, "it runs a copy on each node", required, remedy)];
    return copies !== undefined && copies > 1
      ? [violation(resource, `it runs ${copies} copies`, required, remedy)]
      : [];
  },
};

/** Whether this is what runs below a component that allows one writer. */
function runsSingleWriter(resource: Resource, { descriptorOf }: RuleContext): boolean {
  const parent = descriptorOf(resource.parentUrn);
  return clusterWorkload(resource) !== undefined && parent?.kind === "service" && parent.writers === "single";
}
