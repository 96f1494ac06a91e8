import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import execa from "execa";
import { eventually, type TestPlatform } from "../lab/platform";
import { contents } from "./contents";
import { report } from "./machine";

/** What a newer Ruche would declare: PostgreSQL 17, which is Debian 13's. */
export const newer: readonly (readonly [string, (text: string) => string])[] = [
  [
    "images/postgresql/Dockerfile",
    (text) =>
      text
        .replace("apt-get update", "sed -i s/bookworm/trixie/ /etc/apt/sources.list.d/debian.sources && apt-get update")
        .replaceAll("postgresql-15", "postgresql-17")
        .replaceAll("postgresql/15/", "postgresql/17/")
        .replace("--force-depends", "--force-depends --force-remove-protected")
        .replace(" libllvm14 libz3-4", ""),
  ],
  [
    "images/catalogue.ts",
    (text) =>
      text.replace('postgresql: { parent: "base", version: "15"', 'postgresql: { parent: "base", version: "17"'),
  ],
  ["components/databases/databaseProducts.ts", (text) => text.replace('version: "15"', 'version: "17"')],
];

/** A database moves to another major version, by one command. */
export function upgradeCases(platform: TestPlatform): void {
  describe("an upgrade", function () {
    this.timeout(900_000);
    const upgrade = () =>
      platform.ruche<{ from: string; version: string; services: { service: string; canary: string | null }[] }>([
        "upgrade",
        "lab",
        "postgresql",
      ]);
    const folders = async (): Promise<string[]> =>
      (await platform.on("hive1", "ls /DATA/services/postgresql"))
        .split("\n")
        .map((name) => name.replace(/-\d{8}T\d{6}Z$/, ""));
    const running = (): Promise<string> =>
      platform.on("hive1", "docker service ps --format '{{.CurrentState}}' chat | grep -c ^Running; true");

    it("there is nothing to move while the declared version runs; an update to another one is refused and says how (B13)", async () => {
      assert.deepEqual((await upgrade()).json.services, []);
      for (const [name, change] of newer) {
        const [file, text] = [join(platform.folder, name), readFileSync(join(platform.folder, name), "utf8")];
        assert.notEqual(change(text), text, name);
        writeFileSync(file, change(text));
      }
      const { status, stderr } = await platform.ruche(["up", "lab"]);
      assert.equal(status, 1);
      assert.match(stderr, /postgresql 15 runs, and this clone declares 17[\s\S]*\.\/ruche upgrade lab postgresql/);
      const plain = await execa(
        "bash",
        ["-c", 'eval "$(./ruche env lab)"; pulumi up --yes --skip-preview --stack lab --non-interactive'],
        { cwd: platform.folder, reject: false, all: true },
      );
      assert.notEqual(plain.exitCode, 0);
      assert.match(plain.all ?? "", /data of postgresql 15 is here and 17 is declared/);
      assert.deepEqual([await folders(), (await running()).trim()], [["15"], "1"]);
    });

    it("killed while the services are stopped, it is finished by the same command; every word is there, and the old data stays (B13)", async () => {
      const { chat } = contents(platform);
      await chat.put("moved", "written in 15");
      const first = execa(join(platform.folder, "ruche"), ["upgrade", "lab", "postgresql"], {
        cwd: platform.folder,
        reject: false,
        detached: true,
        all: true,
      });
      const ended = first.then(({ exitCode, all }) => {
        throw new Error(`it ended with status ${exitCode} before chat was stopped:\n${all}`);
      });
      await Promise.race([
        ended,
        eventually("chat to be stopped", 600, async () => assert.equal((await report(platform, "chat")).held, true)),
      ]);
      ended.catch(() => {}); // killed here, as it should be
      process.kill(-first.pid!, "SIGKILL");
      await first;
      const refused = await platform.ruche(["up", "lab"]);
      assert.notEqual(refused.status, 0);

      const { status, json, stderr } = await upgrade();
      assert.equal(status, 0, stderr);
      assert.equal(json.version, "17");
      assert.deepEqual(
        json.services.map(({ service, canary }) => [service, canary !== null]),
        [["chat", true]],
      );
      assert.equal(await chat.get("moved"), "written in 15");
      assert.deepEqual(await folders(), ["15.replaced-by-17", "17"]);
      assert.deepEqual(
        [(await report(platform, "chat")).held, (await platform.ruche(["status", "lab"])).status],
        [false, 0],
      );
      assert.equal(
        (await platform.ruche(["drill", "lab", "chat"])).status,
        0,
        "a backup of before comes back in the new version",
      );
    });
  });
}
