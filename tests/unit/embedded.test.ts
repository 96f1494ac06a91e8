import assert from "node:assert/strict";
import { resolve } from "node:path";
import { rooms, sources } from "./support/imports";
import { longTexts, longTextsOf } from "./support/longTexts";

const root = resolve(__dirname, "../..");

/** Lines of a text that may stand inside TypeScript. */
const most = 10;

/** Longer texts, and why each is no file of its own. The list may only get shorter. */
const known: Readonly<Record<string, string>> = {
  "cli/review/htmlPage.ts page": "a page of HTML around what the program puts in",
  "cli/review/htmlPage.ts style": "the style of that page",
  "components/backup/runner.ts units": "a unit beside a shorter one",
  "components/ingress/acme/scripts.ts certificateFiles": "a unit, filled in for each machine",
  "components/registry/registryScripts.ts registryUnit": "a unit, filled in for each volume",
  "components/storage/gluster/mount.ts mountUnit": "a unit, filled in for each machine",
};

describe("texts inside TypeScript", () => {
  it(`have at most ${most} lines, so that no program hides in one`, () => {
    const found = rooms
      .flatMap((room) => sources(root, room))
      .flatMap((file) => longTextsOf(root, file, most))
      .map(({ where }) => where);
    assert.deepEqual(found.sort(), Object.keys(known).sort());
  });

  for (const [what, source] of [
    ["in a template", `const program = String.raw\`${"line\n".repeat(11)}\`;`],
    ["in a template with parts from elsewhere", `const program = \`${"${b}\n".repeat(11)}\`;`],
    ["in a string", `const program = "${"line\\n".repeat(11)}";`],
    ["in lines that are joined", `const program = [${'"line",'.repeat(11)}].join("\\n");`],
    [
      "in lines that are joined, some of which come from elsewhere",
      `const program = [${"a, ...b,".repeat(6)}].join("\\n");`,
    ],
    [
      "in lines that are joined, some of which are longer",
      `const program = ["${"line\\n".repeat(5)}", "${"line\\n".repeat(5)}"].join("\\n");`,
    ],
    ["in a sum", `const program = "${"line\\n".repeat(6)}" + a + "${"line\\n".repeat(6)}";`],
  ] as const)
    it(`are found ${what}`, () => {
      assert.deepEqual(
        longTexts("a.ts", most, source).map(({ where }) => where),
        ["a.ts program"],
      );
    });

  it("are told apart from words, lists and short texts", () => {
    const source = `const a = ["${"line\\n".repeat(9)}"].join("\\n"); const b = [${'"word",'.repeat(20)}].join(" "); const c = 1 + 2;`;
    assert.deepEqual(longTexts("a.ts", most, source), []);
  });
});
