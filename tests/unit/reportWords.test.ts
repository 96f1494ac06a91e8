import assert from "node:assert/strict";
import fc from "fast-check";
import { withoutSecrets } from "../../cli/review/declared";
import { declaredLines } from "../../cli/review/lines";
import { verdictLine } from "../../cli/review/review";
import { fit } from "../../cli/review/sections";
import { holds } from "../support/holds";
import { exampleReview } from "./support/review";

describe("a report's words", () => {
  it("say in one line what decides", () => {
    assert.equal(
      verdictLine(exampleReview()),
      "BLOCKED: 1 violation blocks; 4 changes: 1 create, 1 update, 1 replace, 1 delete; 1 of them on data; " +
        "1 way in opens; backups get weaker",
    );
    assert.equal(
      verdictLine(
        exampleReview({
          result: "changes",
          stateful: [],
          exposure: null,
          backups: [],
          changes: exampleReview().changes.slice(0, 1),
        }),
      ),
      "nothing blocks: 1 change: 1 delete",
    );
    assert.equal(verdictLine(exampleReview({ result: "unchanged", changes: [] })), "nothing changes");
    assert.equal(verdictLine(exampleReview({ result: "failed" })), "FAILED: what would change could not be found out");
  });

  it("know the lines at which an environment declares things", () => {
    assert.deepEqual(
      declaredLines(
        "config:\n  ruche:machines:\n    hosts: { hive1: {} }\n  ruche:services:\n    wiki: { kind: dokuwiki }\n" +
          "    # a pad\n    pad: { kind: etherpad }\n",
      ),
      { hive1: 3, wiki: 5, pad: 7 },
    );
    assert.deepEqual(declaredLines("config: [\n"), {});
  });

  it("leave out what only a passphrase opens, where what two commits declare is compared", () => {
    const text = withoutSecrets(
      "encryptionsalt: v1:abc\nconfig:\n  ruche:tier: production\n  ruche:seed:\n    secure: v1:xyz\n" +
        "  ruche:members:\n    ada: { passwordHash: { secure: v1:uvw } }\n",
    );
    assert.equal(
      text,
      `config:\n  ruche:tier: production\n  ruche:seed: "${"0".repeat(64)}"\n  ruche:members:\n` +
        `    ada: { passwordHash: $2b$12$${"0".repeat(53)} }\n`,
    );
  });

  it("fit: whole items are left out and counted, and the text is never longer than it may be", () => {
    holds(
      fc.property(
        fc.array(fc.array(fc.string({ minLength: 1, maxLength: 30 }), { maxLength: 20 }), { maxLength: 6 }),
        fc.nat(2000),
        (lists, more) => {
          const sections = lists.map((items, index) => ({
            head: `<${index}>`,
            items,
            tail: `</${index}>`,
            cut: (left: number, all: number) => `(${left} of ${all})`,
          }));
          const least = sections.reduce(
            (sum, { head, tail, items, cut }) =>
              sum + head.length + tail.length + (items.length > 0 ? cut(items.length, items.length).length : 0),
            0,
          );
          const { text, shown } = fit(sections, least + more);
          assert.ok(text.length <= least + more);
          assert.equal(
            text,
            sections
              .map(
                ({ head, items, tail, cut }, index) =>
                  `${head}${items.slice(0, shown[index]).join("")}${shown[index]! < items.length ? cut(items.length - shown[index]!, items.length) : ""}${tail}`,
              )
              .join(""),
          );
          if (more >= lists.flat().join("").length)
            assert.deepEqual(
              shown,
              lists.map(({ length }) => length),
            );
          assert.throws(
            () => fit([...sections, { head: "x", items: [], tail: "", cut: () => "" }], least),
            /cannot be told/,
          );
        },
      ),
    );
  });
});
