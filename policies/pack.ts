/**
 * Ruche's policies in the form that Pulumi's policy server wants.
 *
 * Each policy keeps its own name, severity and level, and is reported under it. But one of them, which sees everything, judges for all: the server
 * reads a resource's inputs anew for every policy that has a function, and the whole stack, too, which takes longer than all rules together.
 */
import { writeFileSync } from "node:fs";
import type { Policies, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { Judgement, notes, type Said, type Settings } from "./core/judgement";
import { levelOf, type Levels } from "./core/levels";
import type { Policy } from "./core/policy";
import { isJudged, keepsSince, resourceOf } from "./core/resource";
import { Unknown, at, readValue, type Value } from "./core/value";
import type { World } from "./core/world";

/** What the server takes beside a text; its types do not say so (`makeReportViolationFun` in @pulumi/policy 1.21). */
type Report = (violation: { readonly name: string; readonly message: string; readonly urn?: string; readonly enforcementLevel: string; readonly severity?: string }) => void;

/**
 * The pack's policies. Tier and exceptions arrive after the pack was made and before it is asked; they come again with the next run.
 *
 * @param verdictFile - Where the verdict of a whole run is written; undefined: nowhere.
 */
export function packPolicies(policies: readonly Policy[], levels: Levels, stack: { readonly current: Settings }, world: World, verdictFile: string | undefined): Policies {
  let current: Judgement | undefined;
  const judgement = (): Judgement => (current?.settings === stack.current ? current : current = new Judgement(policies, levels, stack.current, world));
  const report = (said: readonly Said[], violate: unknown): void => {
    for (const { policy, level, severity, urn, message } of said) (violate as Report)({ name: policy, message, urn, enforcementLevel: level, severity });
  };

  const judge = {
    name: "RUCHE-JUDGE",
    description: "Judges for all policies of this pack; reports nothing under this name.",
    enforcementLevel: "advisory" as const,
    validateResource: (args: ResourceValidationArgs, violate: unknown): void => {
      if (!isJudged(args.type)) return;
      report(judgement().resource(resourceOf(args.urn, args.type, args.name, readValue(args.props), args.provider?.urn, args.opts.parent)), violate);
    },
    // A stack rule sees inputs as they were judged: what the engine hands over here are outputs, in which a component's
    // descriptor is missing. One output is read: the time of a first deployment is made by the update.
    validateStack: (args: StackValidationArgs, violate: unknown): void => {
      report(judgement().end({ urns: new Set(args.resources.map(({ urn }) => urn)), since: sinceIn(args) }), violate);
      if (verdictFile !== undefined) writeFileSync(verdictFile, JSON.stringify(judgement().verdict()));
    },
  };
  const listed = policies.map(({ id, title, why, severity, remedy }) => ({
    name: id,
    displayName: title,
    description: `${title}. ${why}`,
    severity,
    remediationSteps: remedy,
    get enforcementLevel() {
      return levelOf(levels, id, stack.current.tier);
    },
  }));
  const listedNotes = Object.entries(notes).map(([name, { title, why }]) => ({ name, displayName: title, description: why, enforcementLevel: "advisory" as const }));
  return [judge, ...listed, ...listedNotes] as Policies;
}

/** When each service was first deployed, by its URN. */
function sinceIn({ resources }: StackValidationArgs): Map<string, Value> {
  return new Map(resources.filter(({ type, name }) => keepsSince(type, name)).flatMap(({ opts, parent, props }) => {
    const service = parent?.urn ?? opts.parent;
    return service === undefined ? [] : [[service, at(readValue(props), "stdout") ?? new Unknown(".stdout")] as const];
  }));
}
