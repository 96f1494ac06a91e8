import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { restorePart } from "../../components/backup/restorePart";

/** The part of the program that puts staged files in the place of the old ones. */
const takeOver = /^take_over\(\) \{[\s\S]*?^\}$/m.exec(restorePart)![0];

describe("what was staged is taken over", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ruche-take-over-"));
    const live = join(folder, "live");
    mkdirSync(live);
    writeFileSync(join(live, "page"), "old");
    mkdirSync(join(`${live}.restoring`, live), { recursive: true });
    writeFileSync(join(`${live}.restoring`, live, "page"), "new");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs it; a kill comes before the step with this number. */
  const run = (killedBefore: number): boolean => {
    const live = join(folder, "live");
    const counted = (name: string): string =>
      `${name}() { step=$((step + 1)); [ $step != ${killedBefore} ] || exit 9; command ${name} "$@"; }`;
    const script = [
      `step=0; of() { case $2 in .kind) echo files ;; *) echo ${live} ;; esac; }`,
      counted("mv"),
      counted("rm"),
      takeOver,
      "take_over part item",
    ].join("\n");
    try {
      execFileSync("bash", ["-c", script], { stdio: "ignore" });
      return true;
    } catch (error) {
      assert.equal((error as { status: number }).status, 9);
      return false;
    }
  };

  for (let step = 1; step <= 4; step++) {
    it(`also when it was killed before step ${step}, and nothing else is left`, () => {
      run(step);
      assert.equal(run(0), true);
      assert.equal(run(0), true, "once more changes nothing");
      assert.deepEqual(readdirSync(folder), ["live"]);
      assert.equal(readFileSync(join(folder, "live/page"), "utf8"), "new");
    });
  }
});
