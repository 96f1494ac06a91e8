import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import execa from "execa";

const root = resolve(__dirname, "../..");
const environments = readdirSync(join(root, "environments"))
  .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
  .filter((name) => name === "lab");

/** What a platform has since then: each of its machines comes into the cluster in the same way. */
const since = ["ruche:orchestrators:SwarmCluster$command:local:Command swarm-join-hive1"];

/**
 * Chain of types and name of every resource of an environment: what Pulumi knows it by. A line that changes is a
 * resource that Pulumi would delete and make again, with its data: it wants an alias, a line in CHANGELOG.md, and then
 * `GOLDEN=write`.
 */
/** What `graph.ts` prints of an environment. */
async function graphOf(name: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { stdout } = await execa(process.execPath, ["--import", "tsx", join(__dirname, "graph.ts"), name], {
    cwd: root,
    env,
  });
  return stdout;
}

describe("the resource graph of an environment", () => {
  for (const name of environments) {
    it(`${name}: every resource is known by what it was known by`, async function () {
      this.timeout(120_000);
      const stdout = await graphOf(name);
      const file = join(__dirname, `${name}.txt`);
      if (process.env.GOLDEN === "write") writeFileSync(file, `${stdout}\n`);
      assert.equal(stdout, readFileSync(file, "utf8").trimEnd());
    });

    it(`${name}: what a platform from before 0.1.0 has is known by one resource each, whatever has a new name`, async function () {
      this.timeout(120_000);
      const known = JSON.parse(await graphOf(name, { ALIASES: "1" })) as { identity: string; aliases: string[] }[];
      const former = readFileSync(join(__dirname, `${name}.former.txt`), "utf8")
        .trimEnd()
        .split("\n");
      const heirs = former.map((line) => [
        line,
        known
          .filter(({ identity, aliases }) => identity === line || aliases.includes(line))
          .map(({ identity }) => identity),
      ]);
      assert.deepEqual(
        heirs.filter(([, identities]) => identities!.length !== 1),
        [],
      );
      assert.deepEqual(
        new Set([...heirs.flatMap(([, identities]) => identities), ...since]),
        new Set(known.map(({ identity }) => identity)),
      );
    });
  }
});
