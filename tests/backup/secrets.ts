import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import execa from "execa";
import { deriveBytes, derivePassword } from "../../model/secrets/derivation";
import { signingKeyFrom } from "../../model/secrets/signingKey";
import type { TestPlatform } from "../lab/platform";
import { seedOf } from "./state";

const machines = ["cellar", "hive1", "hive2", "hive3"] as const;

/** What backups, restores and drills know, looked for where it must not be. */
export function secretCases(platform: TestPlatform): void {
  describe("secrets of backups", () => {
    const all = async (): Promise<string[]> => {
      const seed = await seedOf(platform);
      const { services } = await platform.credentials();
      const purposes = [
        "backup/cellar/repository",
        "backup/cellar/prune",
        "database/pad",
        "database/chat",
        ...["mariadb", "postgresql"].flatMap((engine) => [`${engine}/administrator`, `${engine}/backup`]),
      ];
      return [
        seed,
        signingKeyFrom(deriveBytes(seed, { purpose: "evidence" })).privateKey,
        ...purposes.map((purpose) => derivePassword(seed, { purpose })),
        ...Object.values(services).flatMap((own) => Object.values(own)),
      ];
    };
    const hits = (text: string, secrets: readonly string[]): string[] =>
      secrets.filter((secret) => text.includes(secret)).map((secret) => `${secret.slice(0, 4)}…`);

    it("none is in a process list of any machine during backups, drills and restores (B1)", async () => {
      // This computer's list has the processes of all its containers: one watch for all machines.
      const flag = join(platform.folder, ".ruche/watching");
      writeFileSync(flag, "");
      const watched = execa(
        "bash",
        [
          "-c",
          'while [ -e "$0" ]; do cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" "\\n"; sleep 0.02; done | awk \'!seen[$0]++\'',
          flag,
        ],
        { maxBuffer: 1e9 },
      );
      try {
        for (const words of [
          ["backup", "lab"],
          ["drill", "lab"],
          ["restore", "lab", "pad", "--consent", "pad"],
        ]) {
          const { status, stderr } = await platform.ruche(words);
          assert.equal(status, 0, stderr);
        }
      } finally {
        rmSync(flag);
      }
      const { stdout } = await watched;
      for (const program of [/rclone/, /restic/, /mariadb-dump/, /pg_dump/])
        assert.match(stdout, program, "the watch saw the programs");
      assert.deepEqual(hits(stdout, await all()), []);
    });

    it("none is in a journal, in what a command printed, in the evidence or in Pulumi's state (B1)", async () => {
      const secrets = await all();
      for (const machine of machines)
        assert.deepEqual(
          hits(await platform.on(machine, "journalctl --no-pager -q | tail -n 30000"), secrets),
          [],
          machine,
        );
      assert.ok(platform.printed.length > 1000);
      assert.deepEqual(hits(platform.printed, secrets), []);
      const files = [".ruche", "evidence"].flatMap((folder) =>
        readdirSync(join(platform.folder, folder), { recursive: true, encoding: "utf8" }).map((name) =>
          join(platform.folder, folder, name),
        ),
      );
      for (const file of files.filter((name) => statSync(name).isFile()))
        assert.deepEqual(hits(readFileSync(file, "utf8"), secrets), [], file);
    });

    it("none lies readable for others on a machine (B1)", async () => {
      for (const machine of machines) {
        const open =
          "find /etc/ruche/backup /etc/ruche/backup-repository \\( -name password -o -name key -o -path " +
          "'*/databases/*' \\) -type f -perm /077 2>/dev/null; ls -d /run/ruche/repository-password 2>/dev/null; " +
          "true";
        assert.equal((await platform.on(machine, open)).trim(), "", machine);
      }
    });
  });
}
