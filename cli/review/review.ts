/**
 * A review: everything that reviewers are told of a change to one environment, collected once and rendered in several
 * ways. Plain data that can be written down and read again elsewhere; it holds no secret and no resource's content
 * beyond what changes in it.
 */

import type { BackupChange } from "../../model/review/backupChanges";
import type { BlastRadius } from "../../model/review/blastRadius";
import type { CapacityChange } from "../../model/review/capacity";
import type { ExposureMatrix } from "../../model/review/exposure";
import type { ExposureChange } from "../../model/review/exposureChanges";
import type { Verdict } from "../../policies/core/verdict";
import type { PolicyWord } from "../pulumi/events";
import { counted } from "../up/outcome";
import type { ReviewedChange } from "./plan";
import type { StatefulChange } from "./stateful";

/** `blocked`: a mandatory policy says no. `failed`: it could not be found out what would change. */
export type ReviewResult = "unchanged" | "changes" | "blocked" | "failed";

/** What the change is compared with: the state of what is deployed, or what a commit declares. */
export type Base =
  | { readonly kind: "deployed" }
  | { readonly kind: "declared"; readonly ref: string; readonly commit: string };

/** One review of one environment. */
export interface Review {
  readonly version: 1;
  readonly environment: string;
  readonly tier: string;
  /** ISO 8601. */
  readonly at: string;
  readonly result: ReviewResult;
  readonly base: Base;
  /** Of the plan, SHA-256 in hexadecimal; null where nothing that could be applied was planned. */
  readonly digest: string | null;
  readonly changes: readonly ReviewedChange[];
  /** Replaced or deleted resources that hold data, or on whose data it depends. */
  readonly stateful: readonly StatefulChange[];
  /** Null where the preview failed: what a program did not come to declare is not closed by that. */
  readonly exposure: { readonly matrix: ExposureMatrix; readonly changes: readonly ExposureChange[] } | null;
  readonly backups: readonly BackupChange[];
  readonly capacity: readonly CapacityChange[];
  readonly blastRadius: readonly BlastRadius[] | null;
  /** Null where the run did not come to its end. */
  readonly verdict: Verdict | null;
  /** What policies said on the way, for where there is no verdict. */
  readonly said: readonly PolicyWord[];
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** Path of the environment's file, from the root of the repository. */
  readonly file: string;
  /** Lines of that file at which services, machines and volumes are declared, by name. */
  readonly lines: Readonly<Record<string, number>>;
  /** Null outside a Git repository. */
  readonly commit: { readonly id: string; readonly changed: boolean } | null;
  /** By name: ruche, pulumi, node. */
  readonly versions: Readonly<Record<string, string>>;
  readonly seconds: number;
  /** How to run it again. */
  readonly command: string;
}

/** The operations that are always counted, with the words of the report. */
const operations = ["create", "update", "replace", "delete"] as const;

/** How many resources each operation has: the four first, and whatever else there is. */
export function countsOf({ changes }: Pick<Review, "changes">): Readonly<Record<string, number>> {
  const counts: Record<string, number> = Object.fromEntries(operations.map((operation) => [operation, 0]));
  for (const { operation } of changes) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
}

/** `7 changes: 3 create, 4 update` */
export function describeCounts(review: Pick<Review, "changes">): string {
  const parts = Object.entries(countsOf(review))
    .filter(([, count]) => count > 0)
    .map(([operation, count]) => `${count} ${operation}`);
  const all = review.changes.length;
  return all === 0 ? "nothing changes" : `${counted(all, "change")}: ${parts.join(", ")}`;
}

/** Mandatory violations: what blocks. */
function blockingIn({ verdict, said }: Pick<Review, "verdict" | "said">): number {
  if (verdict === null) return said.filter(({ level }) => level === "mandatory").length;
  return verdict.policies.flatMap(({ violations }) => violations).filter(({ level }) => level === "mandatory").length;
}

/** The verdict of a review in one line. */
export function verdictLine(review: Review): string {
  const { result } = review;
  if (result === "failed") return "FAILED: what would change could not be found out";
  if (result === "unchanged") return "nothing changes";
  const blocking = blockingIn(review);
  const widened = review.exposure?.changes.filter(({ wider }) => wider).length ?? 0;
  const notes = [
    ...(result === "blocked" ? [`${blocking} ${blocking === 1 ? "violation blocks" : "violations block"}`] : []),
    describeCounts(review),
    ...(review.stateful.length > 0 ? [`${review.stateful.length} of them on data`] : []),
    ...(widened > 0 ? [`${widened} ${widened === 1 ? "way in opens" : "ways in open"}`] : []),
    ...(review.backups.some(({ weaker }) => weaker) ? ["backups get weaker"] : []),
  ];
  return `${result === "blocked" ? "BLOCKED" : "nothing blocks"}: ${notes.join("; ")}`;
}
