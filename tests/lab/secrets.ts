import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { TestPlatform } from "./platform";

/** Secrets, looked for where they must not be. */
export function secretCases(platform: TestPlatform): void {
  describe("secrets", () => {
    const all = async (): Promise<string[]> => {
      const { members, services, registry } = await platform.credentials();
      const seed = await platform.seed();
      const join = /join --token (SWMTKN\S+)/.exec(await platform.on("hive1", "docker swarm join-token manager"))?.[1];
      assert.ok(join);
      const values = [
        ...Object.values(members),
        ...Object.values(services).flatMap((secrets) => Object.values(secrets)),
        registry,
        seed,
        join,
      ];
      assert.ok(values.length >= 7 && values.every((value) => value.length >= 32));
      return values;
    };
    const hits = (text: string, secrets: readonly string[]): string[] =>
      secrets
        .filter(
          (secret) => text.includes(secret) || text.includes(Buffer.from(secret).toString("base64").replace(/=+$/, "")),
        )
        .map((secret) => `${secret.slice(0, 4)}…`);

    it("none is in the state, in plain text or base64", async () => {
      const secrets = await all();
      const files = filesBelow(join(platform.folder, ".ruche"));
      assert.ok(files.some((file) => file.endsWith("lab.json")));
      for (const file of files) {
        const text = readFileSync(file, "utf8");
        assert.deepEqual(hits(text, secrets), [], file);
        // The bundled program has the words, since it writes such files.
        if (!file.includes("/.programs/")) assert.doesNotMatch(text, /BEGIN (OPENSSH|EC|RSA)? ?PRIVATE KEY/, file);
      }
    });

    it("none was printed by any command of this suite", async () => {
      assert.ok(platform.printed.length > 1000);
      assert.deepEqual(hits(platform.printed, await all()), []);
    });

    it("none is in a process list or a journal of any machine", async () => {
      const secrets = await all();
      for (const { name: machine } of (await platform.status()).machines) {
        assert.deepEqual(
          hits(await platform.on(machine, "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '"), secrets),
          [],
          `${machine}: processes`,
        );
        assert.deepEqual(
          hits(await platform.on(machine, "journalctl --no-pager -q 2>/dev/null | tail -n 20000"), secrets),
          [],
          `${machine}: journal`,
        );
      }
    });

    it("none shows up in a process list of this computer while an update runs", async () => {
      const secrets = await all();
      let seen = "";
      const timer = setInterval(() => {
        seen += execFileSync("bash", ["-c", "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '"], {
          maxBuffer: 1e9,
        }).toString();
      }, 100);
      await platform.ruche(["up", "lab"]);
      clearInterval(timer);
      assert.match(seen, /pulumi/);
      assert.deepEqual(hits(seen, secrets), []);
    });
  });
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile());
}
