import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeHalfWritten } from "../../../cli/pulumi/halfWritten";

describe("what a killed Pulumi left in a state of files", () => {
  it("goes where it is half written; what is whole and the state itself stay", () => {
    const folder = mkdtempSync(join(tmpdir(), "ruche-state-"));
    try {
      for (const [name, text] of [
        ["lab.json", "{"],
        ["lab.json.attrs", ""],
        ["lab.json.bak.attrs", '{"user.cont'],
        ["school.json.attrs", "{}"],
      ] as const)
        writeFileSync(join(folder, name), text);
      removeHalfWritten(folder);
      assert.deepEqual(readdirSync(folder).sort(), ["lab.json", "school.json.attrs"]);
      removeHalfWritten(join(folder, "none"));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
