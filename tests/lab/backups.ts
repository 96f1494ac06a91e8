import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { wikiCall } from "../../components/services/dokuwiki/suite";
import { verifyEvidence } from "../../model/evidence";
import type { TestPlatform } from "./platform";

/** Backups that come back, each command once; the suite `backup` has the faults. */
export function backupCases(platform: TestPlatform): void {
  describe("backups", () => {
    it("are made by a command, with a canary, and listed (P9)", async () => {
      await wikiCall(platform, "wiki.putPage", ["kept", "before the backup"]);
      const { status, json, stderr } = await platform.ruche<{ backups: { service: string }[] }>(["backup", "lab"]);
      assert.equal(status, 0, stderr);
      assert.deepEqual(json.backups.map(({ service }) => service).sort(), ["home", "pad", "wiki"]);
      const listed = await platform.ruche<{ services: { service: string; runs: unknown[] }[] }>(["snapshots", "lab"]);
      assert.ok(
        listed.json.services.every(({ runs }) => runs.length > 0),
        JSON.stringify(listed.json),
      );
    });

    it("come back in a drill that signs what it found, and leaves nothing (B2, B3)", async () => {
      const { status, stderr } = await platform.ruche(["drill", "lab"]);
      assert.equal(status, 0, stderr);
      const text = readFileSync(join(platform.folder, "evidence/lab/pad.json"), "utf8");
      assert.equal(
        verifyEvidence(text.replace('"passed": true', '"passed": false'), "", { environment: "lab", service: "pad" })
          .outcome,
        "forged",
      );
      for (const machine of ["hive1", "hive2", "hive3"])
        assert.equal(
          await platform.on(
            machine,
            "docker ps -aq --filter label=ruche.drill; ls /var/lib/ruche/drill 2>/dev/null || true",
          ),
          "",
        );
    });

    it("replace what a service holds, once somebody typed its name (P9)", async () => {
      await wikiCall(platform, "wiki.putPage", ["kept", "after the backup"]);
      assert.equal((await platform.ruche(["restore", "lab", "wiki"])).status, 1);
      assert.match(await wikiCall(platform, "wiki.getPage", ["kept"]), /after the backup/);
      const { status, stderr } = await platform.ruche(["restore", "lab", "wiki", "--consent", "wiki"]);
      assert.equal(status, 0, stderr);
      assert.match(await wikiCall(platform, "wiki.getPage", ["kept"]), /before the backup/);
    });

    it("cover all that the services write (B4)", async () => {
      const { status, json } = await platform.ruche<{ uncovered: unknown[] }>(["coverage", "lab"]);
      assert.deepEqual([status, json.uncovered], [0, []]);
    });
  });
}
