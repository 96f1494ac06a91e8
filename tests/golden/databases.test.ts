import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import execa from "execa";
import { parseDocument } from "yaml";

const root = resolve(__dirname, "../..");

/** The lab's resources with other services. */
async function graphWith(services: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "ruche-graph-"));
  try {
    const environment = parseDocument(readFileSync(join(root, "environments/Pulumi.lab.yaml"), "utf8"));
    environment.setIn(
      ["config", "ruche:services"],
      Object.fromEntries(Object.entries(services).map(([name, kind]) => [name, { kind, exposure: "public" }])),
    );
    writeFileSync(join(folder, "environment.yaml"), String(environment));
    const { stdout } = await execa(
      process.execPath,
      ["--import", "tsx", join(__dirname, "graph.ts"), "lab", join(folder, "environment.yaml")],
      { cwd: root },
    );
    return stdout.split("\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the graph's databases", function () {
  this.timeout(120_000);
  const servers = (graph: readonly string[]): string[] =>
    graph
      .filter((line) => /^ruche:services:Platform\$ruche:databases:(MariaDb|PostgreSql) [\w-]+$/.test(line))
      .map((line) => line.split(" ").at(-1)!);

  it("have a server for each engine that a service needs, and no other; a service that comes takes nothing away", async () => {
    const [none, pad, both] = await Promise.all([
      graphWith({ wiki: "dokuwiki" }),
      graphWith({ wiki: "dokuwiki", pad: "etherpad" }),
      graphWith({ wiki: "dokuwiki", pad: "etherpad", chat: "mattermost" }),
    ]);
    assert.deepEqual([none, pad, both].map(servers), [
      [],
      ["platform-mariadb"],
      ["platform-mariadb", "platform-postgresql"],
    ]);
    assert.deepEqual(
      pad.filter((line) => !both.includes(line)),
      [],
    );
    const own = both.filter((line) => !pad.includes(line)).map((line) => line.split(" ").at(-1)!);
    for (const name of [
      "chat",
      "chat-database",
      "chat-files-data",
      "chat-service",
      "platform-postgresql-server",
      "platform-registry-push-mattermost",
      "platform-registry-push-postgresql",
    ])
      assert.ok(own.includes(name), name);
    assert.deepEqual(
      own.filter((name) => !/chat|mattermost|postgresql/.test(name)),
      [],
    );
  });
});
