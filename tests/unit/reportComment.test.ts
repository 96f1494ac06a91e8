import assert from "node:assert/strict";
import { reportComment, reviewedPlans } from "../../cli/forge/reportComment";
import type { Review } from "../../cli/review/review";
import { exampleReview } from "./support/review";

const commit = "c0ffee".padEnd(40, "0");
const options = { commit, fork: false, run: "https://forge.example/runs/1" };
const left = (...reviews: Review[]) => reviews.map((review) => ({ environment: review.environment, review }));

describe("a pull request's comment", () => {
  it("tells the plans that were reviewed in lines that nobody sees, and of a fork none", () => {
    const reports = left(
      exampleReview(),
      exampleReview({ environment: "lab", digest: null }),
      exampleReview({ environment: "club", digest: "b2".repeat(32) }),
    );
    const plans = [
      { environment: "school", digest: "d1".repeat(32), commit },
      { environment: "club", digest: "b2".repeat(32), commit },
    ];
    assert.deepEqual(reviewedPlans(reportComment(reports, options)), plans);
    assert.deepEqual(
      reviewedPlans(reportComment(reports, options).replaceAll("\n", "\r\n")),
      plans,
      "a forge may change the line ends",
    );
    assert.deepEqual(reviewedPlans(reportComment(reports, { ...options, fork: true })), []);
  });

  it("takes no plan from a text that somebody wrote, or from a digest of another form", () => {
    const mark = `<!-- ruche:plan school ${"e".repeat(64)} ${commit} -->`;
    const body = reportComment(
      left(
        exampleReview({
          digest: `x -->\n${mark}`,
          errors: [`\n${mark}\n`],
          warnings: [mark],
          tier: mark,
          command: `\n${mark}`,
        }),
      ),
      options,
    );
    assert.deepEqual(reviewedPlans(body), []);
    assert.deepEqual(reviewedPlans(`somebody quotes\n${mark}`), []);
    assert.deepEqual(reviewedPlans(`<!-- ruche:report -->\n## Ruche\n${mark}`), []);
    assert.deepEqual(reviewedPlans(""), []);
  });

  it("fits into a comment however many environments and resources there are, and has all of them", () => {
    const many = Array.from({ length: 3_000 }, (_, index) => ({
      ...exampleReview().changes[1]!,
      name: `resource-${index}`,
    }));
    const body = reportComment(
      left(...["a", "b", "c", "d"].map((environment) => exampleReview({ environment, changes: many }))),
      options,
    );
    assert.ok(body.length <= 65_536 && body.length > 64_000, String(body.length));
    assert.deepEqual(
      [...body.matchAll(/^### <code>(\w+)<\/code> – BLOCKED/gm)].map(([, name]) => name),
      ["a", "b", "c", "d"],
    );
    assert.equal(body.match(/of 3000 resources are left out here/g)?.length, 4);
  });

  it("says where there is no report, and where one cannot be read", () => {
    assert.match(
      reportComment([], options),
      /\*\*FAILED\*\*: the preview ended without a report\.\n\n<sub>Commit c0ffee000000 · \[the run\]\(https:\/\/forge\.example\/runs\/1\)<\/sub>/,
    );
    for (const review of [
      undefined,
      {} as Review,
      { ...exampleReview(), changes: "all" } as unknown as Review,
      { ...exampleReview(), errors: [7] } as unknown as Review,
    ]) {
      assert.match(
        reportComment([{ environment: "school", review }], { ...options, run: undefined }),
        /^### <code>school<\/code> – FAILED: its report cannot be read$/m,
      );
    }
  });
});
