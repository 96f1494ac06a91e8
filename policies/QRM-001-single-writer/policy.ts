import { type DeclaredWorkload, workloadTypes } from "../../model/cluster";
import type { ServiceDescriptor } from "../../model/descriptor";
import { Unknown } from "../../model/inputs";
import { companionName } from "../../model/rules/companion";
import {
  type JudgedStack,
  notJudged,
  type Policy,
  type PolicyFinding,
  type Resource,
  type RuleContext,
  violation,
} from "../core/policy";
import { clusterWorkload, isComponent, isService, serviceIn, typesIn, unknownIn } from "../core/resource";

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
  // A transform may have taken out of a service what runs it, or left it out.
  stackRule(resource, stack) {
    const service = serviceIn(resource);
    // What has no image runs in no cluster.
    if (service?.writers !== "single" || service.image === "" || unknownIn(resource, "service", "image") !== undefined)
      return [];
    const below = stack.once(workloadsByParent).get(resource.urn) ?? [];
    if (below.some((workload) => !isCompanion(service, workload))) return [];
    const workloads = stack.resources.filter((other) => clusterWorkload(other) !== undefined);
    const others = workloads.filter((workload) => clusterWorkload(workload)?.name === service.service);
    return others.length > 0
      ? others.flatMap((other) => elsewhere(resource, other, stack))
      : missing(resource, workloads, stack);
  },
};

/** What runs in a cluster, by the URN of what it is below. */
function workloadsByParent({ resources }: JudgedStack): ReadonlyMap<string | undefined, readonly Resource[]> {
  const found = new Map<string | undefined, Resource[]>();
  for (const resource of resources) {
    if (clusterWorkload(resource) === undefined) continue;
    const same = found.get(resource.parentUrn);
    if (same === undefined) found.set(resource.parentUrn, [resource]);
    else same.push(resource);
  }
  return found;
}

/** Whether a workload bears the name of something beside a service. */
function isCompanion({ service }: ServiceDescriptor, workload: Resource): boolean {
  const name = clusterWorkload(workload)?.name;
  return typeof name === "string" && name.startsWith(companionName(service, ""));
}

/** Of what is below no service, or below another one, nobody else knows that it runs this one. */
function elsewhere(resource: Resource, other: Resource, context: RuleContext): PolicyFinding[] {
  const copies = clusterWorkload(other)?.copies;
  if (runsSingleWriter(other, context)) return [];
  if (copies instanceof Unknown) return [notJudged(resource, copies)];
  return tooMany(resource, copies, `${other.name}, which is not below it, runs`);
}

/** Nothing runs a service. It is certain if each workload was seen and has a name. */
function missing(resource: Resource, workloads: readonly Resource[], { unseen }: JudgedStack): PolicyFinding[] {
  if (unseen.some((urn) => workloadTypes.has(typesIn(urn)[0] ?? ""))) return [];
  const names = workloads.map((workload) => clusterWorkload(workload)?.name);
  const nameless = names.find((name) => name instanceof Unknown);
  return nameless instanceof Unknown
    ? [notJudged(resource, nameless)]
    : [violation(resource, "nothing in the stack runs it", required, "leave its workload below it, by its name")];
}

function tooMany(
  resource: Resource,
  copies: Exclude<DeclaredWorkload["copies"], Unknown>,
  runs = "it runs",
): PolicyFinding[] {
  if (copies === "each-node") return [violation(resource, `${runs} a copy on each node`, required, remedy)];
  return copies !== undefined && copies > 1 ? [violation(resource, `${runs} ${copies} copies`, required, remedy)] : [];
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
