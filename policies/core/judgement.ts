/**
 * One run of the policies over a stack: what is said on the way, and the verdict at its end. Nothing here knows how
 * Pulumi asks.
 */
import type { Tier } from "../../model/descriptor";
import { type Exception, Exceptions } from "./exceptions";
import { type Levels, levelOf, type SpokenLevel } from "./levels";
import { exceptedMessage, exceptionMessage, notJudgedMessage, violationMessage } from "./message";
import type { JudgedStack, Policy, PolicyFinding, Resource, RuleContext, Severity } from "./policy";
import { type End, Seen } from "./seen";
import type { JudgedViolation, PolicyVerdict, Subject, Verdict } from "./verdict";
import type { World } from "./world";

/** What a stack's configuration says to the policies. */
export interface StackSettings {
  readonly tier: Tier;
  readonly exceptions: readonly Exception[];
}

/**
 * Words of the pack about itself: always advisory, since what they tell of is blocked, or not, by the policy that it is
 * about.
 */
export const notes = {
  "RUCHE-000": {
    title: "Not judged yet",
    why: "What a preview does not know cannot be judged in it; it is judged during the update.",
  },
  "RUCHE-001": {
    title: "Excepted",
    why: "A violation is covered by an exception of the environment: somebody answers for it until a day.",
  },
  "RUCHE-002": {
    title: "An exception without effect",
    why: "An exception that covers nothing hides the next violation, and is best removed.",
  },
} as const satisfies Record<string, { title: string; why: string }>;

/** Something that is said of a resource. */
export interface Said {
  /** Id of the policy, or of a note. */
  readonly policy: string;
  readonly level: SpokenLevel;
  readonly severity?: Severity;
  /** Empty: of the stack. */
  readonly urn: string;
  readonly message: string;
}

type Lists = { readonly [Key in "violations" | "excepted" | "notJudged"]: PolicyVerdict[Key][number][] };

/** Judges resources one after the other, and at the end the stack. */
export class Judgement {
  readonly #seen: Seen;
  readonly #exceptions: Exceptions;
  readonly #lists: ReadonlyMap<string, Lists>;
  readonly #judged: ReadonlyMap<string, Set<string>>;
  readonly #context: RuleContext;
  /** Those that the tier does not disable. */
  readonly #enabled: readonly Policy[];
  #urns: ReadonlySet<string> | undefined;

  constructor(
    private readonly policies: readonly Policy[],
    private readonly levels: Levels,
    readonly settings: StackSettings,
    private readonly world: World,
  ) {
    this.#seen = new Seen(world);
    this.#exceptions = new Exceptions(settings.exceptions, settings.tier, world.now());
    this.#lists = new Map(policies.map(({ id }) => [id, { violations: [], excepted: [], notJudged: [] }]));
    this.#judged = new Map(policies.map(({ id }) => [id, new Set()]));
    this.#context = this.#seen.context(settings.tier);
    this.#enabled = policies.filter(({ id }) => levelOf(levels, id, settings.tier) !== "disabled");
  }

  /** Judges a resource before it is made. */
  resource(resource: Resource): Said[] {
    this.#seen.add(resource);
    return this.#enabled.flatMap((policy) => this.#rule(policy, resource, this.#context, policy.rule));
  }

  /** Judges what only the whole stack tells. */
  end(end: End): Said[] {
    this.#urns = end.urns;
    const stack = this.#seen.stack(this.settings.tier, end);
    const said = this.#enabled.flatMap((policy) =>
      policy.stackRule
        ? stack.resources.flatMap((resource) => this.#rule(policy, resource, stack, policy.stackRule))
        : [],
    );
    const idle = this.#exceptions.verdicts().filter(({ outcome }) => outcome === "unused" || outcome === "refused");
    return [...said, ...idle.map((exception) => note("RUCHE-002", "", exceptionMessage(exception)))];
  }

  /** Everything that was said. */
  verdict(): Verdict {
    const there = (subject: Subject): boolean => this.#urns?.has(subject.urn) ?? true;
    return {
      version: 1,
      tier: this.settings.tier,
      at: new Date(this.world.now() * 1000).toISOString(),
      policies: this.policies.map(({ id, title, why, severity, remedy }) => {
        const { violations, excepted, notJudged } = this.#lists.get(id)!;
        return {
          id,
          title,
          why,
          severity,
          remedy,
          level: levelOf(this.levels, id, this.settings.tier),
          judged: [...this.#judged.get(id)!].filter((urn) => this.#urns?.has(urn) ?? true).length,
          violations: violations.filter(there),
          excepted: excepted.filter(there),
          notJudged: notJudged.filter(there),
        };
      }),
      exceptions: this.#exceptions.verdicts(),
    };
  }

  /** A rule on a resource, where it applies; a policy without this rule counts the resource all the same. */
  #rule<Known extends RuleContext | JudgedStack>(
    policy: Policy,
    resource: Resource,
    known: Known,
    rule: ((resource: Resource, known: Known) => readonly PolicyFinding[]) | undefined,
  ): Said[] {
    if (!policy.applies(resource, known)) return [];
    this.#judged.get(policy.id)!.add(resource.urn);
    return rule?.(resource, known).flatMap((finding) => this.#take(policy, finding)) ?? [];
  }

  #take(policy: Policy, finding: PolicyFinding): Said[] {
    const { id, title, why, severity } = policy;
    const { tier } = this.settings;
    const level = levelOf(this.levels, id, tier) === "mandatory" ? ("mandatory" as const) : ("advisory" as const);
    const { urn, type, name } = finding.resource;
    const lists = this.#lists.get(id)!;
    const answer = this.#exceptions.answer(id, finding.resource);
    if (finding.outcome === "not judged yet") {
      lists.notJudged.push({ urn, type, name, path: finding.unknown.path });
      // What cannot block anyway need not be announced: every first preview knows no image digest.
      return level === "mandatory" ? [note("RUCHE-000", urn, notJudgedMessage(finding, id))] : [];
    }
    const { found, required, remedy, ahead = false } = finding;
    const said = ahead ? "advisory" : level;
    const violation: JudgedViolation = { urn, type, name, level: said, found, required, remedy };
    if (answer?.outcome === "excepted") {
      const { reason, owner, until } = answer.exception;
      lists.excepted.push({ ...violation, reason, owner, until });
      return [note("RUCHE-001", urn, exceptedMessage(finding, id, answer.exception))];
    }
    const expired = answer?.exception.until;
    lists.violations.push({ ...violation, ...(expired === undefined ? {} : { expired }) });
    return [
      {
        policy: id,
        level: said,
        severity,
        urn,
        message: `${title}. ${why}\n${violationMessage(finding, tier, expired)}`,
      },
    ];
  }
}

function note(policy: keyof typeof notes, urn: string, message: string): Said {
  return { policy, level: "advisory", urn, message: `${notes[policy].why}\n${message}` };
}
