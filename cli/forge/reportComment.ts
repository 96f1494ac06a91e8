/**
 * The comment on a pull request: one for all environments. Its first lines, which nobody sees, tell which plans were
 * reviewed.
 */

import { prose } from "../review/escape";
import { markdown } from "../review/markdown";
import type { Review } from "../review/review";

/** Begins the comment. */
export const reportMark = "<!-- ruche:report -->";

/** The longest comment of GitHub; that of Forgejo is longer. */
const longest = 65_536;

/** A plan that was reviewed. */
export interface ReviewedPlan {
  readonly environment: string;
  /** SHA-256 in hexadecimal. */
  readonly digest: string;
  /** The newest commit of the pull request that was reviewed. */
  readonly commit: string;
}

/** What a comment is about. */
export interface CommentOptions {
  /** The newest commit of the pull request. */
  readonly commit: string;
  /** The code that made the reports is not of this repository: nothing that it says of a plan counts. */
  readonly fork: boolean;
  /** Where the run can be seen. */
  readonly run: string | undefined;
}

/** A report as a workflow left it; not readable where somebody's code wrote something else. */
export type LeftReport = { readonly environment: string; readonly review: Review | undefined };

const name = /^[a-z][a-z0-9-]*$/;
const digestForm = /^[0-9a-f]{64}$/;

/** The whole comment. */
export function reportComment(reports: readonly LeftReport[], { commit, fork, run }: CommentOptions): string {
  const plans = fork
    ? []
    : reports.flatMap(({ environment, review }) =>
        review && digestForm.test(String(review.digest)) && name.test(environment)
          ? [`<!-- ruche:plan ${environment} ${review.digest} ${commit} -->`]
          : [],
      );
  const note = fork
    ? "\nFrom a fork: what its own code says of itself, previewed without state and secrets. " +
      "Merging it asks for a preview in this repository.\n"
    : "";
  const last = `\n<sub>Commit ${prose(commit.slice(0, 12))}${run === undefined ? "" : ` · [the run](${run})`}</sub>\n`;
  const head = `${[reportMark, ...plans].join("\n")}\n## Ruche\n${note}`;
  if (reports.length === 0) return `${head}\n**FAILED**: the preview ended without a report.\n${last}`;
  const each = Math.floor((longest - head.length - last.length) / reports.length) - 1;
  return `${head}${reports.map(({ environment, review }) => `\n${rendered(environment, review, each)}`).join("")}${last}`;
}

/** Whatever is in a report that somebody else's code wrote, it is text; where it has another form, that is said. */
function rendered(environment: string, review: Review | undefined, limit: number): string {
  try {
    if (review) return markdown({ ...review, environment }, limit);
  } catch {
    /* said below */
  }
  return `### <code>${prose(environment)}</code> – FAILED: its report cannot be read\n`;
}

/** The plans that a comment tells: those of its first lines, which only we write. */
export function reviewedPlans(body: string): ReviewedPlan[] {
  const lines = body.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("<!-- ruche:"));
  return lines.slice(1, end).flatMap((line) => {
    const [, environment, digest, commit] =
      /^<!-- ruche:plan ([a-z][a-z0-9-]*) ([0-9a-f]{64}) ([0-9a-f]{40}) -->$/.exec(line.trimEnd()) ?? [];
    return environment && digest && commit ? [{ environment, digest, commit }] : [];
  });
}
