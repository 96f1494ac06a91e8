import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { content as pads } from "../../components/services/etherpad/suite";
import { derivePassword } from "../../model/secrets/derivation";
import { basic, eventually, type TestPlatform } from "./platform";

/** Secrets that became known to others, exchanged one by one or all at once. */
export function rotationCases(platform: TestPlatform): void {
  describe("rotation of secrets", () => {
    const file = join(platform.folder, "environments/Pulumi.lab.yaml");
    const purposes = [
      "member/ada",
      "database/pad",
      "service/pad/api-key",
      "service/pad/session-key",
      "mariadb/administrator",
      "mariadb/backup",
      "registry",
      "registry/uploads",
      "backup/cellar/writer",
      "backup/cellar/repository",
      "backup/cellar/prune",
    ];
    const rotate = (times: number): void =>
      writeFileSync(
        file,
        `${readFileSync(file, "utf8").replace(/ {2}ruche:rotate:[\s\S]*/, "")}  ruche:rotate:\n${purposes
          .map((purpose) => `    ${purpose}: ${times}\n`)
          .join("")}`,
      );
    const text = pads(platform);

    it("gives new ones by one up: people, services, databases, registry and backups go on with what they had (B4)", async () => {
      await text.put("rotated", "from before");
      const before = await platform.credentials();
      rotate(3);
      const { status, stderr } = await platform.ruche(["up", "lab"]);
      assert.equal(status, 0, stderr);
      const after = await platform.credentials();
      for (const [name, secret] of Object.entries(before.services.pad!))
        assert.notEqual(after.services.pad![name], secret, name);
      assert.notEqual(after.registry, before.registry);
      const ask = async (person: "ada" | "grace", { members }: typeof before): Promise<number> =>
        (
          await platform.http("https://pad.lab.internal/", {
            headers: { authorization: basic(person, members[person]!) },
          })
        ).status;
      await eventually("the new password", 30, async () => assert.equal(await ask("ada", after), 200));
      assert.deepEqual([await ask("ada", before), await ask("grace", before)], [401, 200]);
      assert.equal(await eventually("the pad", 60, () => text.get("rotated")), "from before");
    });

    it("backs up, drills and restores with the new ones, also what was backed up before (B4)", async () => {
      await text.put("rotated", "after");
      for (const words of [
        ["backup", "lab", "pad"],
        ["drill", "lab", "pad"],
        ["restore", "lab", "pad", "--consent", "pad"],
      ]) {
        const { status, stderr } = await platform.ruche(words);
        assert.equal(status, 0, stderr);
      }
      assert.equal(await eventually("the pad", 60, () => text.get("rotated")), "after");
    });

    it("opens the repository with none of those from before (B4)", async () => {
      const seed = await platform.seed();
      const opens = (generation: number, key: string): Promise<string> =>
        platform.on(
          "cellar",
          "read -r RESTIC_PASSWORD; export RESTIC_PASSWORD; " +
            "restic -q --no-cache --no-lock -r /srv/ruche/backup/cellar cat config >/dev/null 2>&1 && echo opens || echo shut",
          `${derivePassword(seed, { purpose: `backup/cellar/${key}`, generation })}\n`,
        );
      const asked = ["repository", "prune"].flatMap((key) => [1, 2, 3].map((generation) => opens(generation, key)));
      assert.deepEqual(await Promise.all(asked), ["shut", "shut", "opens", "shut", "shut", "opens"]);
    });

    it("is not taken back, and another up changes nothing (B4)", async () => {
      assert.deepEqual((await platform.ruche(["up", "lab"])).json.changes, 0);
      rotate(2);
      const { status, stderr } = await platform.ruche(["up", "lab"]);
      assert.equal(status, 1);
      assert.match(stderr, /ruche:rotate\.member\/ada: a secret from before would be used again/);
      rotate(3);
    });
  });
}
