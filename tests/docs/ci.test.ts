import assert from "node:assert/strict";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import execa from "execa";
import { parse } from "yaml";
import { startOf } from "../../tools/processes";
import { onRequest } from "../run";
import { root } from "./markdown";

/** Stands for the command: prints what it is told, and leaves a process behind that outlives it. */
const stub = `#!/bin/bash
case $1 in
  down) echo "$PWD" >"$STUB/down" ;;
  test)
    setsid sleep 271 & echo $! >"$STUB/stray"
    if [ -n "$HANG" ]; then mkdir -p "$TMPDIR/ruche-lab-x/.ruche"; cp "$0" "$TMPDIR/ruche-lab-x/ruche"; touch "$STUB/begun"; sleep 60; fi
    printf '%s\\n' "$SAYS"; exit "$STATUS" ;;
esac
`;

describe("continuous integration", function () {
  this.timeout(30_000);
  let clone: string;
  before(() => {
    clone = mkdtempSync(join(tmpdir(), "ruche-ci-test-"));
    mkdirSync(join(clone, ".ci"));
    mkdirSync(join(clone, "tmp"));
    copyFileSync(join(root, ".ci/run"), join(clone, ".ci/run"));
    writeFileSync(join(clone, "ruche"), stub, { mode: 0o755 });
  });
  after(() => rmSync(clone, { recursive: true, force: true }));

  const start = (says: string, status: number, hang = ""): execa.ExecaChildProcess =>
    execa(join(clone, ".ci/run"), {
      reject: false,
      env: { STUB: clone, TMPDIR: join(clone, "tmp"), SAYS: says, STATUS: String(status), HANG: hang },
    });
  const nothingLeft = (): void => {
    assert.equal(startOf(Number(readFileSync(join(clone, "stray"), "utf8"))), undefined);
    assert.deepEqual(readdirSync(join(clone, "tmp")), []);
  };

  for (const [says, status, expected, last] of [
    ["unit 1 s\n12 passed, 0 failed", 0, 0, "12 passed, 0 failed"],
    ["12 passed, 1 failed", 1, 1, "12 passed, 1 failed"],
    ["0 passed, 0 failed", 0, 1, "0 passed, 0 failed"],
    ["a crash", 1, 1, "0 passed, 1 failed"],
  ] as const) {
    it(`ends with "${last}" and status ${expected} when the suite says "${says.split("\n").at(-1)}", and leaves nothing`, async () => {
      const { stdout, exitCode } = await start(says, status);
      assert.deepEqual([stdout.split("\n").at(-1), exitCode], [last, expected]);
      nothingLeft();
    });
  }

  it("takes down what a stopped suite left up", async () => {
    const run = start("", 0, "yes");
    while (!existsSync(join(clone, "begun"))) await new Promise((next) => setTimeout(next, 50));
    run.kill("SIGTERM", { forceKillAfterTimeout: false });
    assert.equal((await run).exitCode, 143);
    assert.match(readFileSync(join(clone, "down"), "utf8"), /ruche-lab-x$/m);
    nothingLeft();
  });

  it("what failed is kept with all it stands in and its reason, hooks included, for the end of the run", async () => {
    const file = join(clone, "report.json");
    writeFileSync(
      join(clone, "bad.test.cjs"),
      'describe("one", () => {\n  it("holds", () => {});\n  it("does not", () => { throw new Error("because"); ' +
        '});\n  after("end", () => { throw new Error("stays"); });\n});\n',
    );
    await execa(
      join(root, "node_modules/.bin/mocha"),
      [
        "--reporter",
        join(root, "tests/reporter.cjs"),
        "--reporter-option",
        `file=${file}`,
        join(clone, "bad.test.cjs"),
      ],
      { cwd: root, reject: false },
    );
    assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), {
      passes: 1,
      failed: [
        { title: "one: does not", reason: "because" },
        { title: 'one: "after all" hook: end for "does not"', reason: "stays" },
      ],
    });
  });

  it("the workflow runs the check first, then the same, and beside it what is run by name alone, with actions pinned by commit and no right but reading", () => {
    const { on, permissions, jobs } = parse(readFileSync(join(root, ".github/workflows/test.yml"), "utf8")) as {
      on: object;
      permissions: object;
      jobs: Record<
        string,
        {
          needs?: string;
          "timeout-minutes": number;
          strategy: { matrix: object };
          steps: { uses?: string; run?: string }[];
        }
      >;
    };
    assert.deepEqual(Object.keys(on), ["push", "pull_request"]);
    assert.deepEqual(permissions, { contents: "read" });
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    for (const { uses } of steps) if (uses) assert.match(uses, /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
    assert.deepEqual(Object.keys(jobs), ["check", "test"]);
    assert.equal(jobs.check?.needs, undefined);
    assert.equal(jobs.check?.steps.at(-1)?.run, ".ci/run check");
    assert.equal(jobs.test?.needs, "check");
    assert.equal(steps.at(-1)?.run, ".ci/run $SUITES");
    assert.deepEqual(jobs.test?.strategy.matrix, { suites: ["", ...onRequest] });
  });
});
