import assert from "node:assert/strict";
import { dirname, join, resolve } from "node:path";
import execa from "execa";
import { probeIn } from "../../components/machines/configuration/script";

const root = resolve(__dirname, "../..");

/** The lines of a script with the values of the settings that stand before its program. */
function withValues(script: string): string[] {
  const settings = new Map([...script.matchAll(/^(\w+)='?([^'\n]*)'?$/gm)].map(([, name, value]) => [name!, value!]));
  return script
    .split("\n")
    .map((line) => line.replace(/"?\$(\w+)"?/g, (all, name: string) => settings.get(name) ?? all));
}

describe("directories of the volume", function () {
  this.timeout(120_000);

  it("are each made by one machine: several that make one at once may leave it unreadable for ever", async () => {
    const { stdout } = await execa(process.execPath, ["--import", "tsx", join(__dirname, "graph.ts"), "lab"], {
      cwd: root,
      env: { SCRIPTS: "1" },
    });
    const makers = new Map<string, Set<string>>();
    for (const { resource, script } of JSON.parse(stdout) as { resource: string; script: string }[]) {
      const machine = probeIn(script)?.machine ?? resource;
      for (const line of withValues(script).filter((text) => /\b(mkdir|install -d|install -D)\b/.test(text))) {
        for (const [path] of line.matchAll(/\/DATA\/[^\s'"`;|&)]+/g)) {
          const directory = line.includes("install -D") ? dirname(path) : path;
          makers.set(directory, (makers.get(directory) ?? new Set()).add(machine));
        }
      }
    }
    for (const directory of [
      "/DATA/.ruche/backup",
      "/DATA/.ruche/backup/services",
      "/DATA/services/wiki/storage",
      "/DATA/services/mariadb",
    ])
      assert.ok(makers.has(directory), `${directory} of ${[...makers.keys()].join(" ")}`);
    assert.deepEqual(
      [...makers]
        .filter(([, machines]) => machines.size > 1)
        .map(([directory, machines]) => `${directory}: ${[...machines].join(" ")}`),
      [],
    );
  });
});
