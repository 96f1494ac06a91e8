import type { Descriptor, Tier } from "../../components/core/descriptor";
import type { Finding, Policy, Resource, Stack } from "./policy";
import { descriptorIn } from "./resource";
import { thresholdsOf } from "./thresholds";
import type { Value } from "./value";
import type { World } from "./world";

/** What has been seen of a stack so far: the parents of a resource are always seen before it. */
export class Seen {
  readonly #resources = new Map<string, Resource>();
  readonly #descriptors = new Map<string, Descriptor>();

  add(resource: Resource): void {
    this.#resources.set(resource.urn, resource);
    const descriptor = descriptorIn(resource);
    if (descriptor === undefined) this.#descriptors.delete(resource.urn);
    else this.#descriptors.set(resource.urn, descriptor);
  }

  get(urn: string): Resource | undefined {
    return this.#resources.get(urn);
  }

  /**
   * The stack as rules see it.
   *
   * @param end - What is only known at the end: which resources there are, since what was seen in a preview may be gone, and, by the URN
   * of a service, when it was first deployed.
   */
  stack(tier: Tier, world: World, end?: { readonly urns?: ReadonlySet<string>; readonly since: ReadonlyMap<string, Value> }): Stack {
    const urns = end?.urns;
    return {
      tier,
      thresholds: thresholdsOf(world.thresholds, tier),
      now: world.now(),
      evidenceOf: (environment, service) => world.evidenceOf(environment, service),
      sinceOf: (urn) => end?.since.get(urn),
      resources: [...this.#resources.values()].filter(({ urn }) => urns === undefined || urns.has(urn)),
      descriptorOf: (urn) => (urn === undefined ? undefined : this.#descriptors.get(urn)),
    };
  }
}

/** What one policy says of a whole stack, resource after resource and then of all of it. */
export function judge(policy: Policy, resources: readonly Resource[], tier: Tier, world: World, since: ReadonlyMap<string, Value> = new Map()): Finding[] {
  const seen = new Seen();
  const found: Finding[] = [];
  for (const resource of resources) {
    seen.add(resource);
    if (policy.applies(resource.type)) found.push(...(policy.rule?.(resource, seen.stack(tier, world)) ?? []));
  }
  return [...found, ...(policy.stackRule?.(seen.stack(tier, world, { since })) ?? [])];
}
