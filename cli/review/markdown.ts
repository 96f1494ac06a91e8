/** A review as markdown, for a comment on a pull request: what decides stands above the fold, the diff in it. */

import { describeCapacity } from "../../model/review/capacity";
import { describeChange } from "../../model/review/exposureChanges";
import { counted } from "../up/outcome";
import { code, fenceFor, prose, visible } from "./escape";
import type { ReviewedChange } from "./plan";
import { type PolicyRow, readableRows } from "./policyRows";
import { countsOf, type Review, verdictLine } from "./review";
import { fit, type Section } from "./sections";

/** GitHub takes 65,536 characters in a comment; what is put around a report needs some of them. */
export const commentLimit = 64_000;

/** The report; at most `limit` characters, of which whole entries are left out where they do not fit. */
export function markdown(review: Review, limit = commentLimit): string {
  return fit(
    [
      fixed(`### ${code(review.environment)} – ${prose(verdictLine(review))}\n\n${counts(review)}`),
      ...messages("Errors", review.errors),
      list(
        "Data that is concerned",
        review,
        review.stateful.map(
          ({ operation, name, type, data }) =>
            `- **${prose(operation)}** ${code(name)} (${code(type)}): ${prose(data)}\n`,
        ),
      ),
      list(
        "Who can reach what",
        review,
        (review.exposure?.changes ?? []).map(
          (change) =>
            `- ${change.wider ? "**wider** " : ""}${code(
              describeChange(change)
                .trim()
                .replace(/ {2}WIDER$/, ""),
            )}\n`,
        ),
      ),
      list(
        "Backups",
        review,
        review.backups.map(
          ({ service, what, weaker }) =>
            `- ${weaker ? "**weaker** " : ""}${code(service)}: ${prose(what.join("; "))}\n`,
        ),
      ),
      policies(review),
      exceptions(review),
      list(
        "Capacity",
        review,
        review.capacity.map((change) => `- ${code(change.where)}: ${prose(describeCapacity(change).join("; "))}\n`),
      ),
      diff(review),
      ...messages("Warnings", review.warnings),
      fixed(footer(review)),
    ].filter(({ head }) => head !== ""),
    limit,
  ).text;
}

const fixed = (head: string): Section => ({ head, items: [], tail: "", cut: () => "" });

const cut =
  ({ command }: Review) =>
  (left: number, all: number): string =>
    `\n${left} of ${all} are left out here; ${code(`${command} --format json`)} tells all.\n`;

const list = (title: string, review: Review, items: readonly string[]): Section =>
  items.length === 0 ? fixed("") : { head: `\n**${title}**\n\n`, items, tail: "", cut: cut(review) };

function counts(review: Review): string {
  const all = Object.entries(countsOf(review));
  return (
    `| ${all.map(([operation]) => prose(operation)).join(" | ")} |\n|${all.map(() => "---:|").join("")}\n` +
    `| ${all.map(([operation, count]) => (count > 0 && ["replace", "delete"].includes(operation) ? `**${count}**` : count)).join(" | ")} |\n`
  );
}

/** Long messages, each shortened by itself: a compiler may say thousands of lines. */
function messages(title: string, texts: readonly string[]): Section[] {
  const longest = 2_000;
  const items = texts.map((text) => {
    const seen = visible(text);
    const lines = (
      seen.length > longest ? `${seen.slice(0, longest)}\n… ${seen.length - longest} more characters` : seen
    ).split("\n");
    return `\n${fenceFor(lines)}\n${lines.join("\n")}\n${fenceFor(lines)}\n`;
  });
  return items.length === 0
    ? []
    : [
        {
          head: `\n<details${title === "Errors" ? " open" : ""}><summary>${title}: ${items.length}</summary>\n`,
          items,
          tail: "\n</details>\n",
          cut: (left, all) => `\n${left} of ${all} are left out here.\n`,
        },
      ];
}

function policies(review: Review): Section {
  const rows = readableRows(review);
  const judged = review.verdict?.policies.filter((policy) => policy.level !== "disabled" && policy.judged > 0).length;
  const all = review.verdict?.policies.filter(({ level }) => level !== "disabled").length;
  const title = judged === undefined ? "the run did not come to its end" : `${judged} of ${all} had something to judge`;
  if (rows.length === 0) return fixed(`\n**Policies**: ${title}; nothing to say.\n`);
  const head = `\n**Policies**: ${title}.\n\n| policy | severity | | resource | found | remedy |\n|---|---|---|---|---|---|\n`;
  return { head, items: rows.map(policyRow), tail: "", cut: cut(review) };
}

const policyRow = ({ policy, title, severity, standing, resource, found, remedy }: PolicyRow): string =>
  `| ${code(policy)} ${prose(title)} | ${prose(severity)} | ${standing === "blocks" ? "**blocks**" : standing} ` +
  `| ${code(resource)} | ${prose(short(found))} | ${prose(short(remedy))} |\n`;

const short = (text: string): string => (text.length > 600 ? `${text.slice(0, 600)}…` : text);

function exceptions(review: Review): Section {
  const words = {
    used: "",
    unused: " – nothing needs it",
    expired: " – **over**",
    refused: " – **not honoured**",
  } as const;
  return list(
    "Exceptions",
    review,
    (review.verdict?.exceptions ?? []).map(
      ({ policy, resource, reason, owner, until, outcome, why }) =>
        `- ${code(policy)} for ${code(resource)} until ${prose(until)}${words[outcome] ?? ""}: ` +
        `${prose(short(reason))} (${prose(owner)})${why === undefined ? "" : `: ${prose(why)}`}\n`,
    ),
  );
}

const signs: Readonly<Record<string, string>> = { create: "+", update: "!", replace: "-", delete: "-" };

/** The diff in a fold; its lines are coloured by their first character. */
function diff(review: Review): Section {
  if (review.changes.length === 0) return fixed("");
  const blocks = review.changes.map(diffLines);
  const fence = fenceFor(blocks.flat());
  return {
    head: `\n<details><summary>Diff: ${counted(review.changes.length, "resource")}</summary>\n\n${fence}diff\n`,
    items: blocks.map((lines) => `${lines.join("\n")}\n`),
    tail: `${fence}\n\n</details>\n`,
    cut: (left, all) => `# ${left} of ${all} resources are left out here; ${review.command} --format json tells all.\n`,
  };
}

/** Most values of one resource that are told. */
const mostValues = 12;

function diffLines({ operation, name, type, values }: ReviewedChange): string[] {
  const told = values
    .slice(0, mostValues)
    .map(
      ({ path, before, after }) =>
        `    ${line(path)}: ${before === null ? "–" : line(before)} → ${after === null ? "–" : line(after)}`,
    );
  const more = values.length - told.length;
  return [
    `${signs[operation] ?? "!"} ${line(operation)} ${line(name)} (${line(type)})`,
    ...told,
    ...(more > 0 ? [`    and ${more} more of ${values.length} values`] : []),
  ];
}

const line = (text: string): string => visible(text).replace(/\s+/g, " ");

function footer({ base, commit, versions, seconds, command, digest, at }: Review): string {
  const parts = [
    base.kind === "deployed"
      ? "compared with what is deployed"
      : `compared with what ${base.ref} (${base.commit.slice(0, 12)}) declares; of what is deployed nothing is known here`,
    commit === null
      ? "no commit"
      : `commit ${commit.id.slice(0, 12)}${commit.changed ? " with changes that are not committed" : ""}`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", "),
    `${at}, ${seconds} s`,
    ...(digest === null ? [] : [`plan ${digest.slice(0, 12)}`]),
  ];
  return `\n<sub>${parts.map(prose).join(" · ")} · again: ${code(command)}</sub>\n`;
}
