import type { Tier } from "../../../model/descriptor";
import type { Value } from "../../../model/inputs";
import type { Policy, PolicyFinding, Resource } from "../../../policies/core/policy";
import { type End, Seen } from "../../../policies/core/seen";
import type { World } from "../../../policies/core/world";

/** What one policy finds in a stack: resource after resource, and then with all of them known. */
export function judge(
  policy: Policy,
  resources: readonly Resource[],
  tier: Tier,
  world: World,
  since: ReadonlyMap<string, Value> = new Map(),
  told?: End["told"],
): PolicyFinding[] {
  const seen = new Seen(world);
  const context = seen.context(tier);
  const found = resources.flatMap((resource) => {
    seen.add(resource);
    return policy.rule && policy.applies(resource, context) ? policy.rule(resource, context) : [];
  });
  const stack = seen.stack(tier, { since, told });
  return [
    ...found,
    ...resources.flatMap((resource) =>
      policy.stackRule && policy.applies(resource, stack) ? policy.stackRule(resource, stack) : [],
    ),
  ];
}
