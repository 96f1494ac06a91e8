import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataPlatform } from "../../../cli/backup/platform";
import { restoreAll } from "../../../cli/backup/rebuild";
import { endRebuilding, noteRebuilding, rebuildingOf } from "../../../cli/backup/rebuilding";
import { Progress } from "../../../cli/progress";

describe("a rebuild that was interrupted", () => {
  const directory = mkdtempSync(join(tmpdir(), "ruche-rebuilding-"));
  after(() => rmSync(directory, { recursive: true }));
  const before = "2026-11-20T18:00:00.000Z";

  it("is noted as a whole, until it is done", () => {
    assert.equal(rebuildingOf({ directory }), undefined);
    const rebuilding = { before, lost: ["hive1"], forgotten: false, restored: [] };
    noteRebuilding({ directory }, rebuilding);
    noteRebuilding({ directory }, { ...rebuilding, forgotten: true, restored: ["wiki"] });
    assert.deepEqual(rebuildingOf({ directory }), { ...rebuilding, forgotten: true, restored: ["wiki"] });
    assert.deepEqual(readdirSync(directory), ["rebuilding.json"]);
    endRebuilding({ directory });
    endRebuilding({ directory });
    assert.equal(rebuildingOf({ directory }), undefined);
  });

  it("goes on with the lost platform's backups, and leaves what has its data", async () => {
    const asked: string[] = [];
    const platform = {
      services: () => [{ name: "wiki" }, { name: "pad" }],
      backup: async (words: string) => {
        asked.push(words);
        if (!words.startsWith("snapshots")) throw new Error("enough is known");
        return JSON.stringify(
          [
            ["lost", "2026-11-20T17:00:00Z"],
            ["empty", "2026-11-20T19:00:00Z"],
          ].map(([run, time]) => ({ run, time, purpose: "regular", repository: "cellar" })),
        );
      },
      secretsOf: () => ({}),
    } as unknown as DataPlatform;
    const progress = new Progress(() => {});
    await assert.rejects(restoreAll(platform, { before, restored: ["wiki"] }, progress, () => assert.fail()));
    progress.stop();
    assert.deepEqual(asked, ["snapshots pad", "restore pad lost"]);
  });
});
