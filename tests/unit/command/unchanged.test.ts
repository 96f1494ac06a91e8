/** An update that nothing was to be changed by is not compared twice; anything that may tell otherwise is compared. */
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Result } from "../../../cli/pulumi/stack";
import { type Compared, fingerprint, recall, remember } from "../../../cli/up/unchanged";

describe("a comparison that found nothing to change", () => {
  let clone: string;
  const at = (name: string): string => join(clone, name);
  const write = (name: string, content: string): void => {
    mkdirSync(dirname(at(name)), { recursive: true });
    writeFileSync(at(name), content);
  };
  const today = new Date("2026-03-04T05:06:07Z");
  const compared = (variables: NodeJS.ProcessEnv = {}): Compared => ({
    workspace: {
      name: "lab",
      directory: at(".ruche/lab"),
      file: at("environments/Pulumi.lab.yaml"),
      project: at(".ruche/lab/project"),
    },
    variables: { PATH: "/bin", PULUMI_CONFIG_PASSPHRASE_FILE: at("passphrase"), ...variables },
    state: at("state.json"),
  });
  const word = (variables?: NodeJS.ProcessEnv, now = today) => fingerprint(compared(variables), clone, now);
  const files = [
    "state.json",
    "environments/Pulumi.lab.yaml",
    ".ruche/lab/place.json",
    ".ruche/lab/project/Pulumi.lab.yaml",
    "passphrase",
    "stacks/index.ts",
    "components/backup/programs/backup.py",
    "policies/thresholds.yaml",
    "images/host/Dockerfile",
    "evidence/lab/wiki.json",
    "package-lock.json",
  ];
  beforeEach(() => {
    clone = mkdtempSync(join(tmpdir(), "ruche-unchanged-"));
    for (const name of files) write(name, "one");
  });
  afterEach(() => rmSync(clone, { recursive: true }));

  const result = (more: Partial<Result> = {}): Result => ({
    changes: [],
    policies: [],
    errors: [],
    warnings: ["a warning"],
    blocked: false,
    reviewed: [],
    succeeded: true,
    ...more,
  });

  it("is known again while all of it is as it was, whatever terminal it is", () => {
    const before = word();
    assert.equal(word({ TERM: "dumb", COLUMNS: "80", SSH_TTY: "/dev/pts/1" }), before);
    remember(compared().workspace, [before, before], result());
    assert.deepEqual(recall(compared().workspace, word()), result());
    assert.equal(statSync(at(".ruche/lab/unchanged.json")).mode & 0o777, 0o600);
  });

  for (const name of files)
    it(`is another one after a change of ${name}`, () => {
      const before = word();
      write(name, "two");
      assert.notEqual(word(), before);
    });

  it("is another one with another file, rights, variable or day", () => {
    const before = word();
    assert.notEqual(word({ PULUMI_ANYTHING: "1" }), before);
    assert.notEqual(word({}, new Date("2026-03-05T00:00:00Z")), before);
    assert.equal(word({}, new Date("2026-03-04T23:59:59Z")), before);
    write("policies/new.yaml", "one");
    assert.notEqual(word(), before);
    rmSync(at("policies/new.yaml"));
    const now = word();
    chmodSync(at("images/host/Dockerfile"), 0o700);
    assert.notEqual(word(), now);
  });

  it("is not told where policies read elsewhere, and without a state", () => {
    assert.equal(word({ RUCHE_EVIDENCE: "/elsewhere" }), undefined);
    assert.equal(word({ RUCHE_FACTS: "/elsewhere" }), undefined);
    rmSync(at("state.json"));
    assert.equal(word(), undefined);
    remember(compared().workspace, [undefined, undefined], result());
    assert.equal(recall(compared().workspace, undefined), undefined);
  });

  it("is noted only if it succeeded, found nothing, and nothing changed meanwhile", () => {
    const { workspace } = compared();
    const change = { operation: "create", urn: "x", type: "y", name: "z", properties: [] };
    const refused: readonly (readonly [Result, string])[] = [
      [result({ succeeded: false, blocked: true }), "a"],
      [result({ changes: [change] as never }), "a"],
      [result(), "b"],
    ];
    for (const [found, after] of refused) {
      remember(workspace, ["a", "a"], result());
      remember(workspace, ["a", after], found);
      assert.equal(recall(workspace, "a"), undefined, JSON.stringify(found));
      assert.equal(recall(workspace, "b"), undefined, JSON.stringify(found));
    }
  });

  it("is made again if its note is cut off", () => {
    const { workspace } = compared();
    remember(workspace, ["a", "a"], result());
    const note = at(".ruche/lab/unchanged.json");
    writeFileSync(note, readFileSync(note, "utf8").slice(0, 20));
    assert.equal(recall(workspace, "a"), undefined);
  });
});
