import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { shellPrograms } from "./support/shellPrograms";

const root = resolve(__dirname, "../..");
const programs = shellPrograms(root);

/** @throws Error if there is no shellcheck: then nobody knows. */
function shellcheck(args: readonly string[], input = ""): { status: number | null; said: string } {
  const { error, status, stdout, stderr } = spawnSync("shellcheck", args, { cwd: root, input, encoding: "utf8" });
  if (error)
    throw new Error(`shellcheck is missing. Install it (Debian: apt-get install shellcheck). ${error.message}`);
  return { status, said: stdout + stderr };
}

describe("shell programs", () => {
  it("are found by their ending and by their first line", () => {
    for (const known of ["ruche", ".ci/run", "images/base/as-user", "components/registry/pull.sh"])
      assert.ok(programs.includes(known), known);
    assert.ok(!programs.includes("cli/main.ts"));
  });

  it("have nothing that shellcheck finds", () => {
    assert.deepEqual(shellcheck(["--format", "gcc", ...programs]), { status: 0, said: "" });
  }).timeout(120_000);

  it("what is wrong is found", () => {
    const { status, said } = shellcheck(
      ["--format", "gcc", "-"],
      '#!/bin/sh\nfor file in $(ls $1); do rm "$flie"; done\n',
    );
    assert.equal(status, 1);
    for (const code of ["SC2045", "SC2086", "SC2154"]) assert.ok(said.includes(code), code);
  });

  it("name the shell that runs them, and the reason for each finding that is let through", () => {
    for (const program of programs) {
      const lines = readFileSync(join(root, program), "utf8").split("\n");
      assert.match(lines[0]!, /^#!(\/bin\/(ba)?sh|\/usr\/bin\/env bash)$/, program);
      for (const line of lines.filter((text) => /#\s*shellcheck\s/.test(text)))
        assert.match(line, /^\s*# shellcheck (disable=SC\d+(,SC\d+)*|source=\/dev\/null) # \w+/, program);
    }
  });
});
