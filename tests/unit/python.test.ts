import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "../..");

/** Folders of Python, each with the folders whose modules it imports besides its own. */
const folders: Readonly<Record<string, readonly string[]>> = {
  "components/backup/programs": [],
  "components/orchestrators/swarm": ["components/backup/programs"],
  "tests/unit/backup": ["components/backup/programs"],
  "tests/unit/backup/fakes": [],
};

describe("Python", function () {
  this.timeout(180_000);

  it("lies in no folder that is not checked here", () => {
    const found = ["components", "drivers", "images", "tests", "cli", "docs", "tools", "engine"].flatMap((room) =>
      readdirSync(join(root, room), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".py"))
        .map((file) => join(room, file).split("/").slice(0, -1).join("/")),
    );
    assert.deepEqual([...new Set(found)].sort(), Object.keys(folders).sort());
  });

  it("has right types", () => {
    const cache = mkdtempSync(join(tmpdir(), "ruche-mypy-"));
    try {
      for (const [folder, others] of Object.entries(folders)) {
        const path = [folder, ...others].map((one) => join(root, one)).join(":");
        // Each program is one of its own: two may have modules of one name.
        for (const program of modules(folder)) {
          const { stdout } = spawnSync("mypy", ["--strict", "--cache-dir", cache, program], {
            cwd: join(root, folder),
            env: { ...process.env, MYPYPATH: path },
            encoding: "utf8",
          });
          assert.match(stdout, /^Success: /, stdout);
        }
      }
    } finally {
      rmSync(cache, { recursive: true, force: true });
    }
  });

  it("has no name that is unknown or unused", () => {
    for (const folder of Object.keys(folders)) {
      const { stdout, stderr } = spawnSync("pyflakes3", modules(folder), {
        cwd: join(root, folder),
        encoding: "utf8",
      });
      assert.deepEqual([stdout, stderr], ["", ""]);
    }
  });

  it("has lines of at most 120 columns", () => {
    for (const folder of Object.keys(folders))
      for (const file of modules(folder)) {
        const long = readFileSync(join(root, folder, file), "utf8")
          .split("\n")
          .filter((line) => line.length > 120);
        assert.deepEqual(long, [], file);
      }
  });
});

const modules = (folder: string): string[] => readdirSync(join(root, folder)).filter((file) => file.endsWith(".py"));
