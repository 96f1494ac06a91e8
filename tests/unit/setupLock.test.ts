import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { locked } from "../../engine/setup/lock";

describe("the lock of what is built once", () => {
  const folder = mkdtempSync(join(tmpdir(), "ruche-setup-lock-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("that is lost fails that build alone, and not the process: a computer may be suspended, a cache removed", async function () {
    this.timeout(20_000);
    const file = join(folder, "part");
    const building = locked(
      file,
      async () => {
        rmSync(`${file}.lock`, { recursive: true });
        await new Promise((next) => setTimeout(next, 4_000)); // it is refreshed every two seconds
      },
      () => {},
    );
    await assert.rejects(building, /the lock \S+part was lost \(.*\): run it again/);
    assert.equal(
      await locked(
        file,
        async () => "built",
        () => {},
      ),
      "built",
    );
  });
});
