/**
 * A policy: metadata and a rule. The rule is a plain function, used by the pack, by the tests and by reports alike.
 */
import type { Descriptor, Tier } from "../../components/core/descriptor";
import type { Thresholds } from "./thresholds";
import type { Unknown, Value } from "./value";

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
}

/** What a rule may know beside the resource. */
export interface Context {
  readonly tier: Tier;
  /** What the tier asks of backups. */
  readonly thresholds: Thresholds;
  /** Seconds since 1970. */
  readonly now: number;
  /** The text of a service's file of evidence, unverified; undefined where there is none. */
  evidenceOf(environment: string, service: string): string | undefined;
  /** What a component said of itself; undefined when it is none of ours or has not been seen. */
  descriptorOf(urn: string | undefined): Descriptor | undefined;
}

/** All resources of a stack that some rule wants to see. */
export interface Stack extends Context {
  readonly resources: readonly Resource[];
  /** When a service was first deployed: text, unknown before it is, undefined where nothing keeps it. */
  sinceOf(urn: string): Value;
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
}

/** Something that is not known in this preview, so that nothing can be said yet. It is judged when the update knows it. */
export interface NotJudged {
  readonly outcome: "not judged yet";
  readonly resource: Resource;
  readonly unknown: Unknown;
}

export type Finding = Violation | NotJudged;

/** One policy. Its id is public: it is the name in Pulumi, the rule in SARIF, the key in `levels.yaml`. */
export interface Policy {
  readonly id: string;
  readonly title: string;
  /** Why it matters, for people who decide and do not write TypeScript. */
  readonly why: string;
  readonly severity: Severity;
  /** What to do in general; each violation says it for its case. */
  readonly remedy: string;
  /** Whether the rule looks at resources of this type at all. */
  applies(type: string): boolean;
  /** Judges one resource, before it is made. */
  rule?(resource: Resource, context: Context): readonly Finding[];
  /** Judges what only the whole stack tells, at the end. */
  stackRule?(stack: Stack): readonly Finding[];
}

export function violation(resource: Resource, found: string, required: string, remedy: string): Violation {
  return { outcome: "violation", resource, found, required, remedy };
}

export function notJudged(resource: Resource, unknown: Unknown): NotJudged {
  return { outcome: "not judged yet", resource, unknown };
}
