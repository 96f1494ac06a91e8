import type { DeclaredWorkload } from "../../model/cluster";
import type { ServiceDescriptor } from "../../model/descriptor";
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
  rule(resource, context): PolicyFinding[] {
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
    const workload = clusterWorkload(resource);
    const copies = workload?.copies;
    const found = copies instanceof Unknown ? [notJudged(resource, copies)] : tooMany(resource, copies);
    // Whether it is a companion, or the service itself, which may have many copies, is not known without its name.
    return found.length > 0 && workload?.name instanceof Unknown && parentOf(resource, context)?.writers === "many"
      ? [notJudged(resource, workload.name)]
      : found;
  },
};

function tooMany(resource: Resource, copies: Exclude<DeclaredWorkload["copies"], Unknown>): PolicyFinding[] {
  if (copies === "each-node") return [violation(resource, "it runs a copy on each node", required, remedy)];
  return copies !== undefined && copies > 1 ? [violation(resource, `it runs ${copies} copies`, required, remedy)] : [];
}

/** The service that a workload is below. */
function parentOf(resource: Resource, { descriptorOf }: RuleContext): ServiceDescriptor | undefined {
  const parent = descriptorOf(resource.parentUrn);
  return parent?.kind === "service" ? parent : undefined;
}

/**
 * Whether this is what runs below a component that allows one writer, or a companion of any service: a workload of
 * another name than the service's.
 */
function runsSingleWriter(resource: Resource, context: RuleContext): boolean {
  const workload = clusterWorkload(resource);
  const parent = parentOf(resource, context);
  return (
    workload !== undefined &&
    parent !== undefined &&
    (parent.writers === "single" ||
      (parent.service !== undefined && workload.name !== undefined && workload.name !== parent.service))
  );
}
