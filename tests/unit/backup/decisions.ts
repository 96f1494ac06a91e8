import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import fc from "fast-check";
import { holds } from "../../support/holds";

const programs = resolve(__dirname, "../../../components/backup/programs");
/** What `plan.py` and its like answer to many calls at once: a process for each would take minutes. */
export function decide<T>(decision: string, calls: readonly (readonly unknown[])[]): T[] {
  const { stdout, stderr, status } = spawnSync(
    "/usr/bin/python3",
    ["-SB", "-c", `import sys; sys.path[:0] = sys.argv[1:]; import decide`, __dirname, programs],
    {
      input: JSON.stringify(calls.map((words) => ({ decide: decision, with: words }))),
      encoding: "utf8",
      maxBuffer: 1e8,
    },
  );
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as T[];
}

/** Asserts something of many cases that are made by chance, all of them answered by one process. */
export function forAll<Case>(one: fc.Arbitrary<Case>, check: (cases: readonly Case[]) => void, amount = 500): void {
  holds(fc.property(fc.array(one, { minLength: amount, maxLength: amount }), check), {
    numRuns: 3,
    endOnFailure: true,
  });
}
