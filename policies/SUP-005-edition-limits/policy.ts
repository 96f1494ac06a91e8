import { Unknown } from "../../model/inputs";
import type { Software } from "../core/facts";
import { notJudged, type Policy, type PolicyFinding, type Resource, type RuleContext, violation } from "../core/policy";
import { clusterWorkload, isService, serviceIn, unknownIn } from "../core/resource";

/** What an edition allows. */
export const editionLimits: Policy = {
  id: "SUP-005",
  title: "A service stays within the limits of its edition",
  why:
    "Free editions end somewhere: beyond their limit people cannot log in any more, " +
    "or several copies answer as if they were one and are not. That is found out on the day it hurts.",
  severity: "medium",
  remedy: "stay below the limit, or take an edition that allows it",
  applies: (resource, context) => softwareOf(resource, context)?.limits !== undefined,

  /** Copies: what the component wants, and what runs below it. */
  rule(resource, context) {
    const { title, limits } = softwareOf(resource, context)!;
    if (limits?.copies === undefined) return [];
    const { most, why } = limits.copies;
    const copies =
      resource.workload !== undefined
        ? resource.workload.copies
        : (unknownIn(resource, "replicas") ?? serviceIn(resource)?.replicas);
    if (copies instanceof Unknown) return [notJudged(resource, copies)];
    const many = typeof copies === "number" ? copies > most : copies === "each-node";
    return many
      ? [
          violation(
            resource,
            `it has ${typeof copies === "number" ? `${copies} copies` : "a copy on each node"} of ${title}`,
            `${most} at most: ${why}`,
            `set replicas to ${most}, or take another edition`,
          ),
        ]
      : [];
  },

  /** People: those who may log in at the ingress, where the service is for them. */
  stackRule(resource, stack): PolicyFinding[] {
    const { title, limits } = softwareOf(resource, stack)!;
    const service = serviceIn(resource);
    if (limits?.members === undefined || !service?.routes?.some(({ exposure }) => exposure === "members")) return [];
    const environment = stack.of("environment")[0];
    if (environment === undefined) return [];
    const unknown = unknownIn(environment, "members");
    if (unknown !== undefined) return [notJudged(resource, unknown)];
    const members = environment.descriptor?.kind === "environment" ? environment.descriptor.members : 0;
    const { most, why } = limits.members;
    return members > most
      ? [
          violation(
            resource,
            `${members} people may use ${title}`,
            `${most} at most: ${why}`,
            "take another edition, or name fewer members",
          ),
        ]
      : [];
  },
};

/** The software of a service, or of what runs below one. */
function softwareOf(resource: Resource, { facts, descriptorOf }: RuleContext): Software | undefined {
  const parent = clusterWorkload(resource) !== undefined ? descriptorOf(resource.parentUrn) : undefined;
  const service = isService(resource) ? serviceIn(resource) : parent;
  const name = service?.kind === "service" ? facts.services[service.serviceKind] : undefined;
  return typeof name === "string" ? facts.software[name] : undefined;
}
