import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

describe("the command's entry", () => {
  const folder = mkdtempSync(join(tmpdir(), "ruche-entry-"));
  after(() => rmSync(folder, { recursive: true }));

  const old = "Node.js v20.18.1 is too old. Install version 20.19 or later.";
  const broken = "Node.js does not start; its own message is above.";
  for (const [what, program, said] of [
    ["an old Node.js", "echo v20.18.1", `ruche: ${old}\n`],
    ["one that does not start", "echo no option of mine >&2; exit 9", `no option of mine\nruche: ${broken}\n`],
  ] as const)
    it(`refuses ${what}, and says why`, () => {
      writeFileSync(join(folder, "node"), `#!/bin/sh\n${program}\n`, { mode: 0o755 });
      const { status, stderr } = spawnSync(resolve("ruche"), ["--help"], {
        env: { PATH: `${folder}:${process.env.PATH}` },
        encoding: "utf8",
      });
      assert.deepEqual([status, stderr], [1, said]);
    });
});
