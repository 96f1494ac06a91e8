import assert from "node:assert/strict";
import { commentLimit, markdown } from "../../cli/review/markdown";
import { poisoned } from "./support/poisoned";
import { exampleReview } from "./support/review";

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
        "| <code>EXP-001</code> Title of EXP-001 | critical | **blocks** | <code>wiki-service</code> | port " +
          "9090 is published; required: a route | declare a route |",
        "| <code>SUP-001</code> Title of SUP-001 | high | advises | <code>pad-service</code> | a tag that " +
          "moves; required: a digest; the exception for it held until 2026-10-31 and is over | pin it |",
        "| <code>SEC-006</code> Title of SEC-006 | high | not judged yet | <code>a, b, " +
          "c and 2 more</code> | .connection is known in the update, and judged there |  |",
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
