import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import execa from "execa";

const root = resolve(__dirname, "../..");
const environments = readdirSync(join(root, "environments"))
  .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
  .filter((name) => name === "lab");

/**
 * Chain of types and name of every resource of an environment: what Pulumi knows it by. A line that changes is a
 * resource that Pulumi would delete and make again, with its data: it wants an alias, a line in CHANGELOG.md, and then
 * `GOLDEN=write`.
 */
describe("the resource graph of an environment", () => {
  for (const name of environments) {
    it(`${name}: every resource is known by what it was known by`, async function () {
      this.timeout(120_000);
      const { stdout } = await execa(process.execPath, ["--import", "tsx", join(__dirname, "graph.ts"), name], {
        cwd: root,
      });
      const file = join(__dirname, `${name}.txt`);
      if (process.env.GOLDEN === "write") writeFileSync(file, `${stdout}\n`);
      assert.equal(stdout, readFileSync(file, "utf8").trimEnd());
    });
  }
});
