/** What policies said, one row for each thing said, the most urgent first: the same for every form of a report. */
import type { Review } from "./review";

/** One thing that a policy said of one resource. */
export interface PolicyRow {
  readonly policy: string;
  readonly title: string;
  readonly severity: string;
  /** `blocks`: mandatory. */
  readonly standing: "blocks" | "advises" | "not judged yet" | "excepted";
  readonly urn: string;
  readonly resource: string;
  /** What was found, with what is required; or what is not known yet. */
  readonly found: string;
  readonly remedy: string;
  /** Of an exception: its reason, who answers for it, and its last day. */
  readonly exception?: { readonly reason: string; readonly owner: string; readonly until: string };
}

const standings: readonly PolicyRow["standing"][] = ["blocks", "advises", "not judged yet", "excepted"];
const severities = ["critical", "high", "medium", "low"];

/** All rows of a review. Where a run did not come to its end, what was said until then. */
export function policyRows({ verdict, said }: Pick<Review, "verdict" | "said">): PolicyRow[] {
  const rows =
    verdict === null
      ? said.map(
          ({ policy, resource, level, message }): PolicyRow => ({
            policy,
            title: "",
            severity: "",
            standing: level === "mandatory" ? "blocks" : "advises",
            urn: "",
            resource,
            found: message,
            remedy: "",
          }),
        )
      : verdict.policies.flatMap(({ id: policy, title, severity, violations, excepted, notJudged }): PolicyRow[] => [
          ...violations.map(
            ({ level, urn, name: resource, found, required, remedy, expired }): PolicyRow => ({
              policy,
              title,
              severity,
              standing: level === "mandatory" ? "blocks" : "advises",
              urn,
              resource,
              remedy,
              found:
                `${found}; required: ` +
                `${required}${expired === undefined ? "" : `; the exception for it held until ${expired} and is over`}`,
            }),
          ),
          ...notJudged.map(
            ({ urn, name: resource, path }): PolicyRow => ({
              policy,
              title,
              severity,
              standing: "not judged yet",
              urn,
              resource,
              found: `${path} is known in the update, and judged there`,
              remedy: "",
            }),
          ),
          ...excepted.map(
            ({ urn, name: resource, found, remedy, reason, owner, until }): PolicyRow => ({
              policy,
              title,
              severity,
              standing: "excepted",
              urn,
              resource,
              found,
              remedy,
              exception: { reason, owner, until },
            }),
          ),
        ]);
  const rank = ({ standing, severity, policy, resource }: PolicyRow): string =>
    `${standings.indexOf(standing)} ${severities.indexOf(severity)} ${policy} ${resource}`;
  return rows.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

/** Resources of which a table for people names no more than these. */
const named = 3;

/** The rows for people: exceptions have a list of their own, and what one policy cannot judge yet is told once. */
export function readableRows(review: Pick<Review, "verdict" | "said">): PolicyRow[] {
  const rows = policyRows(review).filter(({ standing }) => standing !== "excepted");
  const open = rows.filter(({ standing }) => standing === "not judged yet");
  return rows.flatMap((row) => {
    if (row.standing !== "not judged yet") return [row];
    const all = open.filter(({ policy }) => policy === row.policy);
    if (all[0] !== row) return [];
    const left = all.length - named;
    const found = [...new Set(all.map((one) => one.found))];
    return [
      {
        ...row,
        resource: `${all
          .slice(0, named)
          .map(({ resource }) => resource)
          .join(", ")}${left > 0 ? ` and ${left} more` : ""}`,
        found: `${found.slice(0, named).join("; ")}${found.length > named ? "; …" : ""}`,
      },
    ];
  });
}
