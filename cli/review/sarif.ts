/**
 * A review as SARIF 2.1.0 (OASIS), for code scanning: each policy is a rule, and what it said of a resource a result at
 * the line of the environment's file that declares it.
 */
import { createHash } from "node:crypto";
import { visible } from "./escape";
import { type PolicyRow, policyRows } from "./policyRows";
import type { Review } from "./review";

/** The log as an object; `JSON.stringify` makes the file of it. */
export function sarif(review: Review): object {
  const rows = policyRows(review);
  const rules = rulesOf(review, rows);
  const index = new Map(rules.map(({ id }, position) => [id, position]));
  return {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "ruche", semanticVersion: review.versions.ruche ?? "0.0.0", rules } },
        automationDetails: { id: `ruche/${review.environment}/` },
        invocations: [
          {
            executionSuccessful: review.result !== "failed",
            endTimeUtc: review.at,
            toolExecutionNotifications: [
              ...review.errors.map((text) => ({ level: "error", message: { text: visible(text) || "failed" } })),
              ...review.warnings.map((text) => ({ level: "warning", message: { text: visible(text) || "warning" } })),
            ],
          },
        ],
        columnKind: "utf16CodeUnits",
        results: rows.map((row) => resultOf(row, index.get(row.policy)!, review)),
      },
    ],
  };
}

interface Rule {
  readonly id: string;
}

/** The policies in force; where the run did not come to its end, those that said something. */
function rulesOf({ verdict }: Review, rows: readonly PolicyRow[]): readonly Rule[] {
  if (verdict === null) return [...new Set(rows.map(({ policy }) => policy))].map((id) => ({ id }));
  return verdict.policies
    .filter((policy) => policy.level !== "disabled" || rows.some((row) => row.policy === policy.id))
    .map(({ id, title, why, severity, remedy, level, judged }) => ({
      id,
      shortDescription: { text: title },
      fullDescription: { text: why },
      help: { text: remedy },
      defaultConfiguration: { level: levelOf(level, severity) },
      // GitHub sorts by the number; its steps are its own.
      properties: {
        "security-severity": ({ critical: "9.5", high: "8.0", medium: "5.5", low: "2.0" } as const)[severity],
        tags: ["security", id.split("-")[0]!],
        level,
        judged,
      },
    }));
}

/** From what is enforced and how much harm it does. */
function levelOf(level: string, severity: string): "error" | "warning" | "note" {
  if (level === "mandatory") return "error";
  return severity === "critical" || severity === "high" ? "warning" : "note";
}

function resultOf(
  { policy, title, severity, standing, urn, resource, found, remedy, exception }: PolicyRow,
  ruleIndex: number,
  review: Review,
): object {
  const open = standing === "not judged yet";
  return {
    ruleId: policy,
    ruleIndex,
    // A result that is no failure has no level.
    ...(open
      ? { kind: "open", level: "none" }
      : { kind: "fail", level: levelOf(standing === "blocks" ? "mandatory" : "advisory", severity) }),
    message: {
      text: visible(
        [`${resource}: ${title === "" ? "" : `${title}. `}${found}`, ...(remedy === "" ? [] : [`Do: ${remedy}.`])].join(
          "\n",
        ),
      ),
    },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: review.file.split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" },
          region: { startLine: lineOf(resource, review.lines) },
        },
        ...(urn === "" ? {} : { logicalLocations: [{ name: resource, fullyQualifiedName: urn, kind: "resource" }] }),
      },
    ],
    // What it is about, and not what it says of it or where: a result stays itself when lines move or words change.
    partialFingerprints: {
      "ruchePolicyAndResource/v1": createHash("sha256")
        .update(`${review.environment}\n${policy}\n${urn || resource}`)
        .digest("hex"),
    },
    ...(exception
      ? {
          suppressions: [
            {
              kind: "external",
              status: "accepted",
              justification: visible(`${exception.reason} (${exception.owner}, until ${exception.until})`),
            },
          ],
        }
      : {}),
  };
}

/** Resources are called after what declares them, and their parts begin with its name. */
export function lineOf(resource: string, lines: Readonly<Record<string, number>>): number {
  const name = Object.keys(lines)
    .filter((known) => resource === known || resource.startsWith(`${known}-`))
    .sort((a, b) => b.length - a.length)[0];
  return name === undefined ? 1 : lines[name]!;
}
