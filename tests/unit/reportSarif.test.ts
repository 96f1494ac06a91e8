import assert from "node:assert/strict";
import type { Review } from "../../cli/review/review";
import { lineOf, sarif } from "../../cli/review/sarif";
import { poisoned } from "./support/poisoned";
import { exampleReview } from "./support/review";

/**
 * The parts of SARIF 2.1.0 that the schema requires of what is written here (OASIS, sections 3.13 to 3.35), as plain
 * checks.
 */
function checkSarif(log: any): void {
  const text = (value: unknown): void =>
    assert.ok(typeof value === "string" && value.length > 0, `no text: ${JSON.stringify(value)}`);
  const only = (object: object, keys: string[]): void =>
    assert.deepEqual(
      Object.keys(object).filter((key) => !keys.includes(key)),
      [],
    );
  const levels = ["none", "note", "warning", "error"];
  only(log, ["$schema", "version", "runs"]);
  assert.equal(log.version, "2.1.0");
  for (const run of log.runs) {
    only(run, ["tool", "automationDetails", "invocations", "columnKind", "results"]);
    only(run.tool.driver, ["name", "semanticVersion", "rules"]);
    text(run.tool.driver.name);
    assert.match(run.tool.driver.semanticVersion, /^\d+\.\d+\.\d+/);
    const ids = run.tool.driver.rules.map(({ id }: { id: string }) => id);
    assert.equal(new Set(ids).size, ids.length, "rules are unique");
    for (const rule of run.tool.driver.rules) {
      only(rule, ["id", "shortDescription", "fullDescription", "help", "defaultConfiguration", "properties"]);
      text(rule.id);
      if (rule.defaultConfiguration) assert.ok(levels.includes(rule.defaultConfiguration.level));
      for (const part of ["shortDescription", "fullDescription", "help"]) if (rule[part]) text(rule[part].text);
    }
    for (const invocation of run.invocations) {
      assert.equal(typeof invocation.executionSuccessful, "boolean");
      assert.match(invocation.endTimeUtc, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
      for (const { level, message } of invocation.toolExecutionNotifications) {
        assert.ok(levels.includes(level));
        text(message.text);
      }
    }
    for (const result of run.results) {
      only(result, [
        "ruleId",
        "ruleIndex",
        "kind",
        "level",
        "message",
        "locations",
        "partialFingerprints",
        "suppressions",
      ]);
      assert.equal(ids[result.ruleIndex], result.ruleId);
      assert.ok(["fail", "open"].includes(result.kind) && levels.includes(result.level));
      assert.equal(result.kind === "fail", result.level !== "none", "what is no failure has no level");
      text(result.message.text);
      for (const {
        physicalLocation: { artifactLocation, region },
        logicalLocations = [],
      } of result.locations) {
        assert.doesNotMatch(artifactLocation.uri, /[\s<>"{}|\\^`]/);
        assert.ok(Number.isInteger(region.startLine) && region.startLine >= 1);
        for (const location of logicalLocations) {
          text(location.name);
          text(location.fullyQualifiedName);
        }
      }
      for (const print of Object.values(result.partialFingerprints)) assert.match(print as string, /^[0-9a-f]{64}$/);
      for (const suppression of result.suppressions ?? []) {
        assert.ok(
          ["inSource", "external"].includes(suppression.kind) &&
            ["accepted", "underReview", "rejected"].includes(suppression.status),
        );
        text(suppression.justification);
      }
    }
  }
}

describe("a report in SARIF", () => {
  const log = (review: Review): any => JSON.parse(JSON.stringify(sarif(review)));

  it("has what SARIF 2.1.0 requires, whatever there is to tell", () => {
    for (const review of [
      exampleReview(),
      exampleReview({
        result: "failed",
        verdict: null,
        errors: ["", "broken"],
        said: [{ policy: "EXP-001", resource: "wiki", level: "mandatory", message: "open" }],
      }),
      exampleReview({ verdict: null }),
      poisoned(exampleReview({ versions: {} })),
    ])
      checkSarif(log({ ...review, versions: exampleReview().versions }));
  });

  it("has a rule for each policy in force and a result for each thing said; exceptions are suppressed, with their reason", () => {
    const [run] = log(exampleReview()).runs;
    assert.deepEqual(
      run.tool.driver.rules.map(
        ({ id, defaultConfiguration, properties }: any) => `${id} ${defaultConfiguration.level} ${properties.judged}`,
      ),
      ["EXP-001 error 2", "SUP-001 warning 2", "SEC-001 error 2", "SEC-006 error 2", "QRM-001 error 0"],
    );
    assert.deepEqual(
      run.results.map(
        ({ ruleId, level, suppressions }: any) => `${ruleId} ${level}${suppressions ? " suppressed" : ""}`,
      ),
      [
        "EXP-001 error",
        "SUP-001 warning",
        ...Array.from({ length: 5 }, () => "SEC-006 none"),
        "SEC-001 warning suppressed",
      ],
    );
    assert.deepEqual(run.results.at(-1).suppressions, [
      { kind: "external", status: "accepted", justification: "needs the device (ada, until 2026-12-31)" },
    ]);
    assert.equal(run.results[0].locations[0].physicalLocation.region.startLine, 12);
    assert.deepEqual(
      ["wiki-old-service", "wiki", "wikipedia"].map((name) => lineOf(name, { wiki: 12, "wiki-old": 13 })),
      [13, 12, 1],
    );
  });

  it("has fingerprints that stay when lines and words change, and differ by policy, resource and environment", () => {
    const prints = (review: Review): string[] =>
      log(review).runs[0].results.map(({ partialFingerprints }: any) => Object.values(partialFingerprints)[0]);
    const changed = exampleReview();
    assert.deepEqual(
      prints(exampleReview()),
      prints({
        ...changed,
        lines: {},
        verdict: {
          ...changed.verdict!,
          policies: changed.verdict!.policies.map((policy) => ({
            ...policy,
            title: "new",
            violations: policy.violations.map((violation) => ({ ...violation, found: "new" })),
          })),
        },
      }),
    );
    assert.equal(new Set(prints(exampleReview())).size, prints(exampleReview()).length);
    assert.notDeepEqual(prints(exampleReview()), prints(exampleReview({ environment: "lab" })));
  });
});
