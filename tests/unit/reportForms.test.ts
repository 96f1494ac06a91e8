import assert from "node:assert/strict";
import { htmlPage } from "../../cli/review/html";
import { commentLimit, markdown } from "../../cli/review/markdown";
import type { Review } from "../../cli/review/review";
import { lineOf, sarif } from "../../cli/review/sarif";
import { exampleReview } from "./support/review";

/** What somebody could write into an environment, a reason or a message to get out of where it stands. */
const hostile =
  "</code></td></details></summary><script>alert(1)</script><img src=x onerror=y>@maintainers @org/team #1 GH-7 https://evil.example www.evil.example " +
  "[x](javascript:y) ![i](//e) **b** `c` ```\n```\n\n| a | b |\n<!-- --> \\` \\| $x$ ~~s~~ \u202e\u200b\u0007 \"'& end";

/** The same review with the hostile text in place of every text that is not one of the program's own words. */
function poisoned<T>(value: T, key = ""): T {
  if (typeof value === "string")
    return (
      ["at", "result", "outcome", "level", "severity", "kind", "tier", "who"].includes(key)
        ? value
        : `${hostile} ${value}`
    ) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => poisoned(item, key)) as T;
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, poisoned(item, name)])) as T;
  return value;
}

/** Lines of markdown that are not in a fence; a fence that is never closed is found. */
function outsideFences(text: string): string[] {
  const found: string[] = [];
  let fence: string | undefined;
  for (const line of text.split("\n")) {
    const [mark] = /^`{3,}(?=\w*$)/.exec(line) ?? [];
    if (fence === undefined && mark !== undefined) fence = mark;
    else if (fence !== undefined && line === fence) fence = undefined;
    else if (fence === undefined) found.push(line);
  }
  assert.equal(fence, undefined, "a fence is not closed");
  return found;
}

describe("a report in markdown", () => {
  it("has above the fold what decides, and the diff in it", () => {
    const text = markdown(exampleReview());
    const [above, fold] = [text.slice(0, text.indexOf("<details>")), text.slice(text.indexOf("<details>"))];
    assert.match(above, /^### <code>school<\/code> – BLOCKED: 1 violation blocks; 4 changes/);
    assert.match(
      above,
      /^\| create \| update \| replace \| delete \|\n\|---:\|---:\|---:\|---:\|\n\| 1 \| 1 \| \*\*1\*\* \| \*\*1\*\* \|$/m,
    );
    assert.match(
      above,
      /\*\*Data that is concerned\*\*\n\n- \*\*delete\*\* <code>machines-hive1-srv<\/code> \(<code>docker:index\/volume:Volume<\/code>\): hive1 holds a copy of the volume data$/m,
    );
    assert.match(
      above,
      /\*\*Who can reach what\*\*\n\n- \*\*wider\*\* <code>\+ public: 9090\/tcp .* on hive1<\/code>$/m,
    );
    assert.match(above, /\*\*Backups\*\*\n\n- \*\*weaker\*\* <code>wiki<\/code>: how long they are kept: 30d → 7d$/m);
    assert.match(above, /\*\*Policies\*\*: 4 of 5 had something to judge\.$/m);
    assert.deepEqual(
      above.split("\n").filter((line) => line.startsWith("| <code>")),
      [
        "| <code>EXP-001</code> Title of EXP-001 | critical | **blocks** | <code>wiki-service</code> | port 9090 is published; required: a route | declare a route |",
        "| <code>SUP-001</code> Title of SUP-001 | high | advises | <code>pad-service</code> | a tag that moves; required: a digest; the exception for it held until 2026-10-31 and is over | pin it |",
        "| <code>SEC-006</code> Title of SEC-006 | high | not judged yet | <code>a, b, c and 2 more</code> | .connection is known in the update, and judged there |  |",
      ],
    );
    assert.match(
      above,
      /- <code>SEC-001<\/code> for <code>pad-service<\/code> until 2026-12-31: needs the device \(ada\)\n- <code>SUP-001<\/code> for <code>pad-service<\/code> until 2026-10-31 – \*\*over\*\*: next week \(grace\)$/m,
    );
    assert.match(above, /- <code>hive2<\/code>: disk for backups 1.0 GB → 2.5 GB \(\+1.5 GB\)$/m);
    assert.match(
      fold,
      /^<details><summary>Diff: 4 resources<\/summary>\n\n```diff\n- delete machines-hive1-srv \(docker:index\/volume:Volume\)\n- replace wiki-service .*\n {4}taskSpec\.containerSpec\.image: wiki:1 → wiki:2\n! update pad-service .*\n.*\n {4}labels\[0\]: – → known after the update\n\+ create chat-service .*\n```\n\n<\/details>/,
    );
    assert.match(
      fold,
      /<sub>compared with what is deployed · commit c0ffee000000 · ruche 0\.1\.0, pulumi 3\.248\.0 · 2026-11-21T08:00:00\.000Z, 14 s · plan d1d1d1d1d1d1 · again: <code>\.\/ruche report school<\/code><\/sub>\n$/,
    );
  });

  it("tells of a preview that failed, and what policies said until then", () => {
    const text = markdown(
      exampleReview({
        result: "failed",
        verdict: null,
        exposure: null,
        changes: [],
        stateful: [],
        backups: [],
        capacity: [],
        digest: null,
        commit: null,
        said: [{ policy: "EXP-001", resource: "wiki", level: "mandatory", message: "open" }],
        errors: ["it broke\nhere"],
      }),
    );
    assert.match(text, /^### <code>school<\/code> – FAILED/);
    assert.match(text, /<details open><summary>Errors: 1<\/summary>\n\n```\nit broke\nhere\n```\n\n<\/details>/);
    assert.match(text, /\| <code>EXP-001<\/code> {2}\| {2}\| \*\*blocks\*\* \| <code>wiki<\/code> \| open \|/);
    assert.match(text, /· no commit ·/);
    assert.equal(text.includes("plan d1"), false);
  });

  it("nothing that people write leaves its place, mentions anybody or makes a link", () => {
    const review = poisoned(exampleReview({ errors: ["an error"], said: [] }));
    const text = markdown(review);
    assert.ok(text.includes("alert(1)"), "the words themselves are told");
    const outside = outsideFences(text);
    const allowed = /<\/?(code|sub|summary)>|<\/?details( open)?>/g;
    for (const line of outside) {
      const rest = line
        .replace(allowed, "")
        .replace(
          /^###? |\*\*(Data that is concerned|Who can reach what|Backups|Policies|Exceptions|Capacity|wider|weaker|blocks|over|\d+)\*\*|^- \*\*.*?\*\* /g,
          "",
        );
      // biome-ignore lint/suspicious/noControlCharactersInRegex: no control character may be left
      assert.doesNotMatch(rest, /[<>`*\\[\]~$]|@\w|(?<!&)#|:\/\/|www\.|\u202e|\u0007/, line);
      assert.doesNotMatch(line.replace(/<code>.*?<\/code>/g, ""), /GH-\d/, line);
    }
    assert.deepEqual(
      [outside.filter((line) => /^<details/.test(line)).length, outside.filter((line) => line === "</details>").length],
      [3, 3],
    );
    const rows = outside.filter((line) => line.startsWith("| <code>"));
    assert.equal(rows.length, 3);
    for (const row of rows) assert.equal(row.split("|").length, 8, row);
  });

  it("is cut between resources, with exact counts, and fits however much there is to tell", () => {
    const { changes } = exampleReview();
    const many = Array.from({ length: 5_000 }, (_, index) => ({
      ...changes[1]!,
      name: `resource-${index}`,
      urn: `urn-${index}`,
    }));
    const text = markdown(exampleReview({ changes: many }));
    assert.ok(text.length <= commentLimit && text.length > commentLimit - 200, String(text.length));
    const shown = [
      ...text.matchAll(/^- replace resource-\d+ .*\n {4}taskSpec\.containerSpec\.image: wiki:1 → wiki:2\n/gm),
    ].length;
    assert.match(
      text,
      new RegExp(
        `^# ${5_000 - shown} of 5000 resources are left out here; \\./ruche report school --format json tells all\\.$`,
        "m",
      ),
    );
    assert.match(text, /^\| 0 \| 0 \| \*\*5000\*\* \| 0 \|$/m);
    assert.match(text, /BLOCKED: 1 violation blocks; 5000 changes/);
    const policies = exampleReview().verdict!.policies.map((policy) => ({
      ...policy,
      violations: policy.violations.flatMap((violation) => Array.from({ length: 2_000 }, () => violation)),
    }));
    const full = markdown(
      exampleReview({
        changes: many,
        errors: Array.from({ length: 50 }, () => "e".repeat(10_000)),
        verdict: { ...exampleReview().verdict!, policies },
      }),
    );
    assert.ok(full.length <= commentLimit);
    assert.match(full, /\d+ of 4001 are left out here/);
    outsideFences(full);
  });

  it("tells no more than some values of one resource, and how many there are", () => {
    const values = Array.from({ length: 30 }, (_, index) => ({ path: `a${index}`, before: "1", after: "2" }));
    assert.match(
      markdown(exampleReview({ changes: [{ ...exampleReview().changes[1]!, values }] })),
      /a11: 1 → 2\n {4}and 18 more of 30 values\n```/,
    );
  });
});

/** The parts of SARIF 2.1.0 that the schema requires of what is written here (OASIS, sections 3.13 to 3.35), as plain checks. */
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

describe("a report as a page", () => {
  it("shows what is in force and on how much; a policy that judged nothing or is disabled is shown as such", () => {
    const text = htmlPage(exampleReview());
    const row = (id: string): string =>
      [...text.matchAll(/<tr>.*<\/tr>/g)]
        .map(([found]) => found)
        .filter((found) => found.includes(`<code>${id}</code>`))
        .at(-1)!;
    assert.match(row("EXP-001"), /data-name="judged"><span>2 resources<.*1 violation</);
    assert.match(row("QRM-001"), /data-name="judged"><span><span class="warn">nothing: there is no such resource</);
    assert.match(row("QRM-002"), /class="warn">disabled<.*class="warn">not asked</);
    assert.match(row("SEC-006"), /5 not judged yet/);
    assert.match(text, /1 judged nothing<.*1 are disabled</);
    assert.match(text, /<h2>Exceptions<\/h2>[\s\S]*needs the device[\s\S]*class="bad">expired</);
    assert.match(text, /Without a firewall: hive2/);
    assert.match(text, /<code>9090\/tcp<\/code>/);
    assert.match(text, /<td data-name="lost"><span><code>rack<\/code><br>hive2</);
  });

  it("needs nothing from elsewhere and runs nothing, whatever people write into it", () => {
    const text = htmlPage(poisoned(exampleReview({ errors: ["an error"] })));
    assert.match(text, /default-src 'none'; style-src 'unsafe-inline'/);
    assert.ok(text.includes("&lt;script&gt;alert(1)&lt;/script&gt;"));
    const body = text.slice(text.indexOf("<body>"));
    const tags = new Set([...body.matchAll(/<\/?([a-z0-9]+)/g)].map(([, tag]) => tag));
    assert.deepEqual([...tags].sort(), [
      "body",
      "br",
      "code",
      "footer",
      "h1",
      "h2",
      "header",
      "html",
      "li",
      "p",
      "section",
      "span",
      "table",
      "tbody",
      "td",
      "th",
      "thead",
      "tr",
      "ul",
    ]);
    assert.doesNotMatch(
      body.replace(/<[a-z0-9]+( (class|data-name|scope)="[^"<>]*")*>/g, "").replace(/<\/[a-z0-9]+>/g, ""),
      /[<>]/,
    );
    assert.doesNotMatch(text, /<(link|script|img|iframe|object)|src=[^x]|url\(|@import/);
  });
});
