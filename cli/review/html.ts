/**
 * A review as one page for people who look after security: what is enforced and on how much, who can reach what, what a
 * loss takes along.
 */
import type { BlastRadius } from "../../model/review/blastRadius";
import { describeCapacity } from "../../model/review/capacity";
import { describeChange } from "../../model/review/exposureChanges";
import type { Way } from "../../model/review/way";
import type { ExceptionVerdict } from "../../policies/core/verdict";
import { counted } from "../up/outcome";
import { html } from "./escape";
import { code, type Html, list, type Mark, mark, page, section, table } from "./htmlPage";
import { readableRows } from "./policyRows";
import { describeCounts, type Review, verdictLine } from "./review";

/** The page. */
export function htmlPage(review: Review): string {
  return page(`${review.environment}: security review`, [
    `<header>\n<h1>${html(review.environment)}</h1>\n<p class="quiet">Security review · tier ` +
      `${html(review.tier)} · ${html(review.at)}</p>\n<p class="verdict ` +
      `${review.result}">${html(verdictLine(review))}</p>\n</header>`,
    ...(review.errors.length > 0 ? [section("Errors", list(review.errors.map((text) => mark("bad", text))))] : []),
    section("What changes", changes(review)),
    section("What policies say", said(review)),
    section("Exceptions", exceptions(review)),
    section("Policies in force", inForce(review)),
    section("Who can reach what", exposure(review)),
    section("What a loss takes along", ...losses(review)),
    footer(review),
  ]);
}

function changes(review: Review): Html {
  const { stateful, exposure: open, backups, capacity } = review;
  return `<p>${html(describeCounts(review))}</p>\n${list([
    ...stateful.map(({ operation, name, data }) => `${mark("bad", operation)} ${code(name)}: ${html(data)}`),
    ...(open?.changes ?? []).map(
      (change) =>
        `${change.wider ? mark("bad", "wider") : mark("quiet", "way in")} ${code(
          describeChange(change)
            .trim()
            .replace(/ {2}WIDER$/, ""),
        )}`,
    ),
    ...backups.map(
      ({ service, what, weaker }) =>
        `${weaker ? mark("bad", "weaker backups") : mark("quiet", "backups")} ${code(service)}: ${html(what.join("; "))}`,
    ),
    ...capacity.map(
      (change) => `${mark("quiet", "capacity")} ${code(change.where)}: ${html(describeCapacity(change).join("; "))}`,
    ),
  ])}`;
}

function said(review: Review): Html {
  const rows = readableRows(review);
  return table(
    ["policy", "severity", "standing", "resource", "found", "remedy"],
    rows.map(({ policy, title, severity, standing, resource, found, remedy }) => [
      `${code(policy)} ${html(title)}`,
      html(severity),
      mark(standing === "blocks" ? "bad" : "warn", standing),
      code(resource),
      html(found),
      html(remedy),
    ]),
    review.verdict === null ? "The run did not come to its end." : "Nothing.",
  );
}

const standingMarks: Readonly<Record<ExceptionVerdict["outcome"], Mark>> = {
  used: "quiet",
  unused: "warn",
  expired: "bad",
  refused: "bad",
};

function exceptions({ verdict }: Review): Html {
  return table(
    ["policy", "resource", "standing", "until", "reason", "owner"],
    (verdict?.exceptions ?? []).map(({ policy, resource, reason, owner, until, outcome, why }) => [
      code(policy),
      code(resource),
      mark(standingMarks[outcome], why === undefined ? outcome : `${outcome}: ${why}`),
      html(until),
      html(reason),
      html(owner),
    ]),
    "None.",
  );
}

/** Every policy with what it judged; one that judged nothing says nothing about the platform, and that is shown. */
function inForce({ verdict, tier }: Review): Html {
  if (verdict === null)
    return `<p class="bad">The run did not come to its end: nothing is known of the platform as a whole.</p>`;
  const idle = verdict.policies.filter(({ level, judged }) => level !== "disabled" && judged === 0).length;
  const off = verdict.policies.filter(({ level }) => level === "disabled").length;
  return `<p>${verdict.policies.length} policies in tier ${html(tier)}${idle > 0 ? `; ${mark("warn", `${idle} judged nothing`)}` : ""}${off > 0 ? `; ${mark("warn", `${off} are disabled`)}` : ""}.</p>\n${table(
    ["policy", "level", "severity", "judged", "result"],
    verdict.policies.map(({ id, title, why, severity, level, judged, violations, excepted, notJudged }) => [
      `${code(id)} ${html(title)}<br>${mark("quiet", why)}`,
      level === "disabled" ? mark("warn", level) : html(level),
      html(severity),
      judgedCell(level, judged),
      [
        ...(violations.length > 0
          ? [
              mark(
                violations.some((violation) => violation.level === "mandatory") ? "bad" : "warn",
                counted(violations.length, "violation"),
              ),
            ]
          : []),
        ...(notJudged.length > 0 ? [mark("warn", `${notJudged.length} not judged yet`)] : []),
        ...(excepted.length > 0 ? [mark("quiet", `${excepted.length} excepted`)] : []),
      ].join(", ") || (level !== "disabled" && judged > 0 ? mark("good", "well") : mark("quiet", "–")),
    ]),
    "No policy.",
  )}`;
}

function judgedCell(level: string, judged: number): Html {
  if (level === "disabled") return mark("warn", "not asked");
  return judged === 0 ? mark("warn", "nothing: there is no such resource") : counted(judged, "resource");
}

function exposure({ exposure: open }: Review): Html {
  if (open === null) return `<p class="bad">Not known: the preview failed.</p>`;
  const { ways, unguarded } = open.matrix;
  return [
    ...(unguarded.length > 0 ? [`<p class="bad">Without a firewall: ${html(unguarded.join(", "))}</p>`] : []),
    table(
      ["who", "way in", "authentication", "TLS", "service", "machines"],
      ways.map((way) => [
        who(way),
        place(way),
        authenticationCell(way),
        way.tls === "none" && !way.redirects && way.port !== null ? mark("warn", "none") : html(way.tls),
        html(way.service),
        html(way.machines.join(", ") || "–"),
      ]),
      "Nothing can be reached.",
    ),
  ].join("\n");
}

function authenticationCell({ redirects, authentication, who: audience }: Way): Html {
  if (redirects) return mark("quiet", "only sends to HTTPS");
  return authentication === "none" && audience === "public" ? mark("warn", "none") : html(authentication);
}

const who = ({ who: audience, declared, from }: Way): Html =>
  `${html(audience)}${declared === undefined ? "" : ` ${mark("bad", `declared: ${declared}`)}`}${audience === "administration" ? `<br>${mark("quiet", from.join(", "))}` : ""}`;

const place = ({ protocol, port, lastPort, host, path }: Way): Html =>
  port === null
    ? mark("quiet", "no port")
    : `${code(`${port}${lastPort === undefined ? "" : `–${lastPort}`}/${protocol}`)}${host === null ? "" : `<br>${code(`${host}${path ?? ""}`)}`}`;

function losses({ blastRadius }: Review): Html[] {
  if (blastRadius === null) return [`<p class="bad">Not known: the preview failed.</p>`];
  return [
    table(
      ["lost", "services", "data", "backups", "then"],
      blastRadius.map((radius) => [
        `${code(radius.lost)}${radius.machines.length === 1 && radius.machines[0] === radius.lost ? "" : `<br>${html(radius.machines.join(", "))}`}`,
        services(radius),
        data(radius),
        radius.backups
          .map(({ name, left, of }) => mark(left === 0 ? "bad" : "warn", `${name}: ${left} of ${of} repositories`))
          .join("<br>") || mark("quiet", "all left"),
        radius.fragile.length === 0
          ? mark("quiet", "no further loss stops anything")
          : mark("warn", `one more would stop ${radius.fragile.join(", ")}`),
      ]),
      "No machine.",
    ),
  ];
}

function services({ services: all }: BlastRadius): Html {
  return (
    all
      .filter(({ outcome }) => outcome !== "stays")
      .map(({ service, outcome, why }) =>
        mark(outcome === "stops" ? "bad" : "quiet", `${service} ${outcome === "stops" ? `stops: ${why}` : outcome}`),
      )
      .join("<br>") || mark("good", "all go on")
  );
}

function copiesMark(left: number, of: number, writable: boolean): Mark {
  if (left === 0 || !writable) return "bad";
  return left === 1 && of > 1 ? "warn" : "quiet";
}

function data({ volumes, clusters }: BlastRadius): Html {
  return (
    [
      ...volumes.map(({ name, left, of, writable }) =>
        mark(copiesMark(left, of, writable), `${name}: ${left} of ${of} copies${writable ? "" : ", takes no writes"}`),
      ),
      ...clusters.map(({ name, left, of, quorum }) =>
        mark(
          quorum ? "quiet" : "bad",
          `${name}: ${left} of ${of} managers${quorum ? "" : ", decides nothing any more"}`,
        ),
      ),
    ].join("<br>") || mark("quiet", "none there")
  );
}

function footer({ commit, versions, seconds, command, base, digest }: Review): Html {
  const parts = [
    base.kind === "deployed"
      ? "compared with what is deployed"
      : `compared with what ${base.ref} (${base.commit.slice(0, 12)}) declares`,
    commit === null
      ? "no commit"
      : `commit ${commit.id}${commit.changed ? " with changes that are not committed" : ""}`,
    ...Object.entries(versions).map(([name, version]) => `${name} ${version}`),
    `${seconds} s`,
    ...(digest === null ? [] : [`plan ${digest}`]),
    `again: ${command} --format html`,
  ];
  return `<footer>${parts.map(html).join(" · ")}</footer>`;
}
