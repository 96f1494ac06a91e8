import type { Descriptor, Tier } from "../../components/core/descriptor";
import type { Finding, Policy, Resource, Stack } from "./policy";
import { descriptorIn } from "./resource";

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

  /** The stack as rules see it; only `urns` where given, since what was seen in a preview may be gone. */
  stack(tier: Tier, urns?: ReadonlySet<string>): Stack {
    return {
      tier,
      resources: [...this.#resources.values()].filter(({ urn }) => urns === undefined || urns.has(urn)),
      descriptorOf: (urn) => (urn === undefined ? undefined : this.#descriptors.get(urn)),
    };
  }
}

/** What one policy says of a whole stack, resource after resource and then of all of it. */
export function judge(policy: Policy, resources: readonly Resource[], tier: Tier): Finding[] {
  const seen = new Seen();
  const found: Finding[] = [];
  for (const resource of resources) {
    seen.add(resource);
    if (policy.applies(resource.type)) found.push(...(policy.rule?.(resource, seen.stack(tier)) ?? []));
  }
  return [...found, ...(policy.stackRule?.(seen.stack(tier)) ?? [])];
}
