import { notJudged, violation, type Finding, type Policy } from "../core/policy";
import { isComponent, serviceIn, types, unknownIn } from "../core/resource";
import { Unknown, at } from "../core/value";

const required = "one copy of a service that allows one writer";
const remedy = "set replicas to 1";

/** A single-writer service runs once. */
export const singleWriter: Policy = {
  id: "SRV-001",
  title: "A single-writer service is not scaled",
  why: "Two copies of a service that keeps data in its process, or that locks nothing, overwrite each other's data without an error.",
  severity: "critical",
  remedy,
  applies: (type) => type === types.dockerService || isComponent(type),
  rule(resource, context): Finding[] {
    if (isComponent(resource.type)) {
      const unknown = unknownIn(resource, "writers", "replicas");
      if (unknown !== undefined) return [notJudged(resource, unknown)];
      const service = serviceIn(resource);
      return service?.writers === "single" && service.replicas !== 1 ? [violation(
        resource,
        `it wants ${service.replicas === "each-node" ? "a copy on each node" : `${service.replicas} copies`}`,
        required,
        remedy,
      )] : [];
    }
    // What runs is judged as well: a descriptor may say one copy while the service below it has more.
    const parent = context.descriptorOf(resource.parentUrn);
    if (parent?.kind !== "service" || parent.writers !== "single") return [];
    const global = at(resource.props, "mode", "global");
    const replicas = at(resource.props, "mode", "replicated", "replicas");
    const unknown = [global, replicas].find((value) => value instanceof Unknown);
    if (unknown instanceof Unknown) return [notJudged(resource, unknown)];
    if (global === true) return [violation(resource, "it runs a copy on each node", required, remedy)];
    return typeof replicas === "number" && replicas > 1 ? [violation(resource, `it runs ${replicas} copies`, required, remedy)] : [];
  },
};
