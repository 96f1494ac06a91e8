import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { takeState } from "../../cli/backup/keptState";
import { Progress } from "../../cli/progress";
import type { Workspace } from "../../cli/workspace";

describe("a file that is said to be the copy of a state", () => {
  const folder = mkdtempSync(join(tmpdir(), "ruche-kept-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "state.json");
  const workspace = { name: "lab", directory: folder } as Workspace;
  const take = (): Promise<void> => takeState(workspace, file, new Progress());

  it("is refused before anything is opened where it is none, with where to take it from", async () => {
    const where = /Take it from a machine with the backups, where it is \/srv\/ruche\/state\/lab\.json$/;
    for (const [content, what] of [
      [undefined, /^There is no file /],
      ["{", /cannot be read/],
      ["null", /is not the copy of a state/],
      ["{}", /is not the copy of a state/],
      ['{"environment":"school","place":{},"state":{}}', /is the state of school, not of lab/],
    ] as const) {
      if (content !== undefined) writeFileSync(file, content);
      await assert.rejects(take(), (error: Error) => what.test(error.message) && where.test(error.message));
    }
  });
});
