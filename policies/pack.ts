/**
 * Ruche's policies in the form that Pulumi's policy server wants.
 *
 * Each policy keeps its own name and level. What could not be judged in a preview is reported by one more policy,
 * always advisory: a violation's level cannot be chosen per message, and a mandatory note would block every first
 * preview, in which nothing is known yet.
 */
import type { Policies, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { Seen } from "./core/judge";
import { levelOf, type Levels } from "./core/levels";
import { notJudgedMessage, violationMessage } from "./core/message";
import type { Finding, Policy } from "./core/policy";
import { isComponent, keepsSince, resourceOf, types } from "./core/resource";
import type { StackTier } from "./core/tier";
import { Unknown, at, readValue, type Value } from "./core/value";
import type { World } from "./core/world";

/** Name of the policy that reports what is not judged yet. */
export const notJudgedYet = "RUCHE-000";

type Report = (message: string, urn?: string) => void;

/** The pack's policies. Their levels follow the stack's tier, which arrives after the pack was made and before it is asked. */
export function packPolicies(policies: readonly Policy[], levels: Levels, tier: Pick<StackTier, "current">, world: World): Policies {
  const seen = new Seen();
  const notes = new Map<string, string[]>();

  const report = (id: string, findings: readonly Finding[], violate: Report): void => {
    for (const finding of findings) {
      const { urn } = finding.resource;
      if (finding.outcome === "violation") violate(violationMessage(finding, tier.current), urn);
      // What cannot block anyway need not be announced: every first preview knows no image digest.
      else if (levelOf(levels, id, tier.current) === "mandatory") notes.set(urn, [...(notes.get(urn) ?? []), notJudgedMessage(finding, id)]);
    }
  };
  const takeNotes = (urn: string, note: Report): void => {
    for (const message of notes.get(urn) ?? []) note(message, urn);
    notes.delete(urn);
  };

  // First, so that a resource and its parents are known to every rule.
  const observer = {
    name: "RUCHE-SEEN",
    description: "Takes note of what the stack is made of; never reports anything.",
    enforcementLevel: "advisory" as const,
    validateResource: (args: ResourceValidationArgs): void => {
      if (!observed(args.type)) return;
      seen.add(resourceOf(args.urn, args.type, args.name, readValue(args.props), args.provider?.urn, args.opts.parent));
    },
  };
  const rules = policies.map((policy) => ({
    name: policy.id,
    displayName: policy.title,
    description: `${policy.title}. ${policy.why}`,
    severity: policy.severity,
    remediationSteps: policy.remedy,
    get enforcementLevel() {
      return levelOf(levels, policy.id, tier.current);
    },
    validateResource: (args: ResourceValidationArgs, violate: Report): void => {
      if (policy.rule === undefined || !policy.applies(args.type)) return;
      const resource = seen.get(args.urn);
      if (resource !== undefined) report(policy.id, policy.rule(resource, seen.stack(tier.current, world)), violate);
    },
    ...(policy.stackRule === undefined
      ? {}
      : {
          validateStack: (args: StackValidationArgs, violate: Report): void => {
            // A stack rule sees inputs as they were observed: what the engine hands over here are outputs, in which a
            // component's descriptor is missing. One output is read: the time of a first deployment is made by the update.
            const end = { urns: new Set(args.resources.map(({ urn }) => urn)), since: sinceIn(args) };
            report(policy.id, policy.stackRule?.(seen.stack(tier.current, world, end)) ?? [], violate);
          },
        }),
  }));
  const notesPolicy = {
    name: notJudgedYet,
    displayName: "Not judged yet",
    description: "What a preview does not know cannot be judged in it; it is judged during the update.",
    enforcementLevel: "advisory" as const,
    validateResource: (args: ResourceValidationArgs, note: Report): void => takeNotes(args.urn, note),
    validateStack: (_: StackValidationArgs, note: Report): void => {
      for (const urn of [...notes.keys()]) takeNotes(urn, note);
    },
  };
  return [observer, ...rules, notesPolicy];
}

/** When each service was first deployed, by its URN. */
function sinceIn({ resources }: StackValidationArgs): Map<string, Value> {
  return new Map(resources.filter(({ type, name }) => keepsSince(type, name)).flatMap(({ opts, parent, props }) => {
    const service = parent?.urn ?? opts.parent;
    return service === undefined ? [] : [[service, at(readValue(props), "stdout") ?? new Unknown(".stdout")] as const];
  }));
}

/** Types whose inputs are read and kept: our components and what rules look at below them. */
function observed(type: string): boolean {
  return isComponent(type) || type === types.dockerService || type === types.dockerContainer;
}
