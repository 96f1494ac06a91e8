import type { Descriptor, Tier } from "../../model/descriptor";
import type { Value } from "../../model/inputs";
import type { JudgedStack, Resource, RuleContext } from "./policy";
import { type Thresholds, thresholdsOf } from "./thresholds";
import type { World } from "./world";

/** What is only known at the end of a run. */
export interface End {
  /** Which resources there are: what was seen in a preview may be gone. Default: all that were seen. */
  readonly urns?: ReadonlySet<string>;
  /** When each service was first deployed, by its URN. */
  readonly since: ReadonlyMap<string, Value>;
  /** What the engine tells of a resource; undefined for one that it does not know. Default: nothing of any. */
  readonly told?: (urn: string) => Told | undefined;
}

/** A resource as the engine tells of it at the end of a run; read when it is asked for. */
export interface Told {
  /** What is known of its outputs. */
  properties(): Value;
  /** URNs of the resources from which it has an input. */
  dependencies(key: string): readonly string[];
}

/** What has been seen of a stack so far: the parents of a resource are always seen before it. */
export class Seen {
  readonly #resources = new Map<string, Resource>();
  readonly #thresholds = new Map<Tier, Thresholds>();

  constructor(private readonly world: World) {}

  add(resource: Resource): void {
    this.#resources.set(resource.urn, resource);
  }

  /** What a rule may know while resources are still coming. */
  context(tier: Tier): RuleContext {
    let thresholds = this.#thresholds.get(tier);
    if (thresholds === undefined) {
      thresholds = thresholdsOf(this.world.thresholds, tier);
      this.#thresholds.set(tier, thresholds);
    }
    return {
      tier,
      thresholds,
      now: this.world.now(),
      facts: this.world.facts,
      evidenceOf: (environment, service) => this.world.evidenceOf(environment, service),
      descriptorOf: (urn) => (urn === undefined ? undefined : this.#resources.get(urn)?.descriptor),
    };
  }

  /** The stack as rules see it at the end. */
  stack(tier: Tier, { urns, since, told }: End): JudgedStack {
    const resources = [...this.#resources.values()].filter(({ urn }) => urns === undefined || urns.has(urn));
    const byKind = new Map<string, Resource[]>();
    for (const resource of resources) {
      const kind = resource.descriptor?.kind;
      if (kind === undefined) continue;
      const same = byKind.get(kind);
      if (same === undefined) byKind.set(kind, [resource]);
      else same.push(resource);
    }
    const done = new Map<unknown, unknown>();
    const stack: JudgedStack = {
      ...this.context(tier),
      resources,
      of: (kind: Descriptor["kind"]) => byKind.get(kind) ?? [],
      unseen: [...(urns ?? [])].filter((urn) => !this.#resources.has(urn)),
      originsOf: (urn, key) =>
        (told?.(urn)?.dependencies(key) ?? []).map((origin) => ({
          urn: origin,
          outputs: told?.(origin)?.properties(),
        })),
      sinceOf: (urn) => since.get(urn),
      once: <Result>(work: (stack: JudgedStack) => Result): Result => {
        if (!done.has(work)) done.set(work, work(stack));
        return done.get(work) as Result;
      },
    };
    return stack;
  }
}
