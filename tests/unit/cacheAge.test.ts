import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { noteUse, removeUnused, unusedDays } from "../../tools/cacheAge";

describe("the cache of the computer", () => {
  const cache = mkdtempSync(join(tmpdir(), "ruche-cache-"));
  after(() => rmSync(cache, { recursive: true }));
  const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);
  const put = (name: string, days: number, folder = true): void => {
    const path = join(cache, name);
    mkdirSync(folder ? path : dirname(path), { recursive: true });
    writeFileSync(folder ? join(path, "content") : path, "");
    utimesSync(path, daysAgo(days), daysAgo(days));
  };

  it("loses what nobody used for long, and nothing else: what an engine keeps is data, however old", () => {
    put("images/web-1", unusedDays + 1);
    put("images/web-1.log", unusedDays + 1, false);
    put("images/web-2", unusedDays - 1);
    put("images/web-3", unusedDays + 1);
    put("images/.unused-1-web-0", unusedDays + 1); // of a run that was killed
    put("artefacts/base-1", unusedDays + 1);
    put("catalogue/1.json", unusedDays + 1, false);
    put("engine/volumes", 1000);
    put("anything/else", 1000);
    noteUse(join(cache, "images/web-3"));
    noteUse(join(cache, "images/not-there"));
    const removed = removeUnused(cache);
    assert.deepEqual([...removed].sort(), [".unused-1-web-0", "1.json", "base-1", "web-1", "web-1.log"]);
    assert.deepEqual(readdirSync(join(cache, "images")).sort(), ["web-2", "web-3"]);
    for (const kept of ["engine/volumes/content", "anything/else/content"])
      assert.ok(existsSync(join(cache, kept)), kept);
    assert.deepEqual(removeUnused(cache), []);
    assert.deepEqual(removeUnused(join(cache, "none")), []);
  });
});
