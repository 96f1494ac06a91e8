import type { Tier } from "../../model/descriptor";
import { unknowns } from "../../model/inputs";

/** A resource of a fixture: what Pulumi would hand over, with `unknown` where a preview knows nothing. */
export interface FixtureResource {
  readonly type: string;
  readonly name: string;
  /** Name of the parent among the resources of the case. */
  readonly parent?: string;
  /** Name of the component whose provider makes it. */
  readonly provider?: string;
  readonly props: object;
  /** What is known of it once it is made, or was made before. */
  readonly outputs?: object;
  /** Names of the resources from which it has an input. */
  readonly origins?: Readonly<Record<string, readonly string[]>>;
}

/** One case: a small stack and what the policy says of it. */
export interface Case {
  /** What the case shows, in one line. */
  readonly shows: string;
  /** Default: production. */
  readonly tier?: Tier;
  readonly resources: readonly FixtureResource[];
  /** The file of evidence of each service, by its name: an object is written as JSON. */
  readonly evidence?: Readonly<Record<string, object | string>>;
  /** ISO 8601. Default: `now` of the examples. */
  readonly now?: string;
  /**
   * What the policy says, exactly and in order: `name: what was found` for a violation, `name ? .path` for what is
   * not judged yet. Empty: nothing is said.
   */
  readonly says: readonly string[];
}

/** The cases of a policy. Each kind has at least one. */
export interface Fixtures {
  readonly good: readonly Case[];
  readonly bad: readonly Case[];
  readonly unknown: readonly Case[];
}

/** What stands for a text, and for a list, that a preview does not know. */
export const { text: unknown, list: unknownList } = unknowns;
