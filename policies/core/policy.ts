/**
 * A policy: metadata and a rule. The rule is a plain function, used by the pack, by the tests and by reports alike.
 */
import type { DeclaredWorkload } from "../../model/cluster";
import type { Descriptor, Tier } from "../../model/descriptor";
import type { Unknown, Value } from "../../model/inputs";
import type { SoftwareFacts } from "./facts";
import type { Thresholds } from "./thresholds";

/** How much harm a violation can do. */
export type Severity = "low" | "medium" | "high" | "critical";

/** A resource as a rule sees it: its inputs, before anything was made. */
export interface Resource {
  readonly urn: string;
  /** Type token, for instance `docker:index/service:Service`. */
  readonly type: string;
  readonly name: string;
  /** Type token of the parent, read from the URN; undefined at the top. */
  readonly parentType?: string;
  readonly parentUrn?: string;
  readonly providerUrn?: string;
  readonly props: Value;
  /** What it runs, read once; undefined for what runs nothing. */
  readonly workload?: DeclaredWorkload;
  /** What a component says of itself, read once; undefined for what is no component of ours, or says nothing. */
  readonly descriptor?: Descriptor;
}

/** What a rule may know beside the resource. */
export interface RuleContext {
  readonly tier: Tier;
  /** What the tier asks. */
  readonly thresholds: Thresholds;
  /** Seconds since 1970. */
  readonly now: number;
  /** What is known of software: ends of life, limits, storage that it does not bear. */
  readonly facts: SoftwareFacts;
  /** The text of a service's file of evidence, unverified; undefined where there is none. */
  evidenceOf(environment: string, service: string): string | undefined;
  /** What a component said of itself; undefined when it is none of ours or has not been seen. */
  descriptorOf(urn: string | undefined): Descriptor | undefined;
}

/**
 * All resources of a stack that some rule wants to see. Rules look things up here and search nothing, so that they stay
 * cheap in a large one.
 */
export interface JudgedStack extends RuleContext {
  readonly resources: readonly Resource[];
  /** The components with a descriptor of this kind, in the order in which they were seen. */
  of(kind: Descriptor["kind"]): readonly Resource[];
  /**
   * What is worked out from the whole stack: asked for each resource, it is done once. `work` is a constant function.
   */
  once<Result>(work: (stack: JudgedStack) => Result): Result;
  /** URNs of resources that there are and that no rule saw, since an update leaves them as they are. */
  readonly unseen: readonly string[];
  /**
   * What an input may come from, given by the first key of its path: the resources with what is known of their outputs.
   */
  originsOf(urn: string, key: string): readonly Origin[];
  /** When a service was first deployed: text, unknown before it is, undefined where nothing keeps it. */
  sinceOf(urn: string): Value;
}

/** A resource from which another one has an input. */
export interface Origin {
  readonly urn: string;
  readonly outputs: Value;
}

/** Something that is not as this tier requires. */
export interface Violation {
  readonly outcome: "violation";
  readonly resource: Resource;
  /** What was found. */
  readonly found: string;
  /** What is required. */
  readonly required: string;
  /** What to do. */
  readonly remedy: string;
  /** Set where it only speaks, whatever the policy's level: something that is still to come. */
  readonly ahead?: true;
}

/**
 * Something that is not known in this preview, so that nothing can be said yet. It is judged when the update knows it.
 */
export interface NotJudged {
  readonly outcome: "not judged yet";
  readonly resource: Resource;
  readonly unknown: Unknown;
  /** Why it stays unknown, where the update will not know it either: a fact that nobody has. */
  readonly because?: string;
}

export type PolicyFinding = Violation | NotJudged;

/** One policy. Its id is public: it is the name in Pulumi, the rule in SARIF, the key in `levels.yaml`. */
export interface Policy {
  readonly id: string;
  readonly title: string;
  /** Why it matters, for people who decide and do not write TypeScript. */
  readonly why: string;
  readonly severity: Severity;
  /** What to do in general; each violation says it for its case. */
  readonly remedy: string;
  /**
   * Whether this resource is one that the policy judges. Reports count by it, so that a policy that judged nothing is
   * seen to.
   */
  applies(resource: Resource, context: RuleContext): boolean;
  /** Judges one such resource, before it is made. */
  rule?(resource: Resource, context: RuleContext): readonly PolicyFinding[];
  /** Judges one such resource by what only the whole stack tells, at the end. */
  stackRule?(resource: Resource, stack: JudgedStack): readonly PolicyFinding[];
}

export function violation(resource: Resource, found: string, required: string, remedy: string): Violation {
  return { outcome: "violation", resource, found, required, remedy };
}

/** Something that will be a violation on a day to come. */
export function warning(resource: Resource, found: string, required: string, remedy: string): Violation {
  return { ...violation(resource, found, required, remedy), ahead: true };
}

export function notJudged(resource: Resource, unknown: Unknown, because?: string): NotJudged {
  return { outcome: "not judged yet", resource, unknown, ...(because === undefined ? {} : { because }) };
}

/** The same findings, in which what is not known is said once. */
export function distinct(findings: PolicyFinding[]): PolicyFinding[] {
  if (findings.length < 2) return findings;
  const unknowns = findings.map((finding) => (finding.outcome === "violation" ? undefined : finding.unknown));
  return findings.filter((_, index) => unknowns[index] === undefined || unknowns.indexOf(unknowns[index]) === index);
}
