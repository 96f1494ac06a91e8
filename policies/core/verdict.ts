/**
 * What one run of the pack says of a stack, as plain data: for reports, SARIF and pages. The pack writes it as JSON
 * where `RUCHE_VERDICT` says, at the end of a preview or update in which all resources could be judged. It holds no
 * inputs, only what policies say of them.
 */
import type { Tier } from "../../model/descriptor";
import type { Level, SpokenLevel } from "./levels";
import type { Severity } from "./policy";

/** Which resource is meant. */
export interface Subject {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
}

/** Something that is not as the tier requires. */
export interface JudgedViolation extends Subject {
  /** That of the policy; of what is still to come (an end of life in half a year) always `advisory`. */
  readonly level: SpokenLevel;
  readonly found: string;
  readonly required: string;
  readonly remedy: string;
  /** Set where an exception would have covered it, were it not over: its last day, `2026-12-31`. */
  readonly expired?: string;
}

/** A violation that an exception covers. */
export interface ExceptedViolation extends JudgedViolation {
  readonly reason: string;
  readonly owner: string;
  /** The last day (UTC) on which the exception holds: `2026-12-31`. */
  readonly until: string;
}

/** What one policy said. */
export interface PolicyVerdict {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly severity: Severity;
  readonly remedy: string;
  /** Its level in the tier that was judged. */
  readonly level: Level;
  /** On how many resources it was judged; 0: there was nothing for it, which a reader should see. */
  readonly judged: number;
  readonly violations: readonly JudgedViolation[];
  readonly excepted: readonly ExceptedViolation[];
  /** What this preview does not know: judged in the update. `path` as in `.taskSpec.containerSpec.image`. */
  readonly notJudged: readonly (Subject & { readonly path: string })[];
}

/** What became of an exception of the environment. */
export interface ExceptionVerdict {
  readonly policy: string;
  readonly resource: string;
  readonly reason: string;
  readonly owner: string;
  readonly until: string;
  /**
   * `used`: it covers something. `unused`: nothing needs it. `expired`: it is over. `refused`: it is not honoured,
   * because of `why`.
   */
  readonly outcome: "used" | "unused" | "expired" | "refused";
  readonly why?: string;
}

/** Everything that was said in one run. */
export interface Verdict {
  readonly version: 1;
  readonly tier: Tier;
  /** ISO 8601. */
  readonly at: string;
  /** Every policy of the pack, by id, those that said nothing as well. */
  readonly policies: readonly PolicyVerdict[];
  readonly exceptions: readonly ExceptionVerdict[];
}
