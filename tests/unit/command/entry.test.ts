import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

describe("the command's entry", () => {
  const folder = mkdtempSync(join(tmpdir(), "ruche-entry-"));
  after(() => rmSync(folder, { recursive: true }));

  const old =
    "Node.js v20.18.1 is too old. Install version 20.19 or later (Debian 13 has it; for Debian 12: nodejs.org).";
  const wordy =
    'Node.js does not say its version, but "now using:\nv20.19.0". Call Node.js itself, not a program that prints more.';
  const broken = "Node.js does not start; its own message is above.";
  for (const [what, program, said] of [
    ["an old Node.js", "echo v20.18.1", `ruche: ${old}\n`],
    ["one that does not say its version", "echo now using:; echo v20.19.0", `ruche: ${wordy}\n`],
    ["one that says something else", "echo $PWD", `ruche: ${wordy.replace(/".*"/s, `"${process.cwd()}"`)}\n`],
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

  it("installs the packages for development, whatever the surroundings say", () => {
    const clone = join(folder, "clone");
    const programs = join(folder, "programs");
    for (const made of [join(clone, "node_modules"), programs]) mkdirSync(made, { recursive: true });
    copyFileSync(resolve("ruche"), join(clone, "ruche"));
    for (const name of ["package.json", "package-lock.json"]) copyFileSync(resolve(name), join(clone, name));
    writeFileSync(join(programs, "npm"), `#!/bin/sh\nprintf '%s\\n' "$@" > '${folder}/words'\n`, { mode: 0o755 });
    writeFileSync(join(programs, "node"), '#!/bin/sh\n[ "$1" != --version ] || echo v20.19.0\n', { mode: 0o755 });
    const { status, stderr } = spawnSync(join(clone, "ruche"), ["--help"], {
      env: { PATH: `${programs}:${process.env.PATH}`, NODE_ENV: "production" },
      encoding: "utf8",
    });
    assert.deepEqual([status, stderr], [0, "ruche: installing npm packages (usually 20 s)\n"]);
    const words = readFileSync(join(folder, "words"), "utf8").split("\n");
    assert.deepEqual([words[0], words.includes("--include=dev")], ["ci", true]);
  });
});
