import assert from "node:assert/strict";
import { acquireLock, holderIn, tryLock } from "../../tools/lock";

describe("a lock", () => {
  it("has one holder per name, however long the name is", async () => {
    const long = `environment/${"/a".repeat(100)}/${process.pid}`;
    const [lab, staging] = await Promise.all([acquireLock(`${long}/lab`), acquireLock(`${long}/staging`)]);
    assert.equal(await tryLock(`${long}/lab`), undefined);
    await lab.release();
    const again = await tryLock(`${long}/lab`);
    assert.ok(again);
    await Promise.all([again.release(), staging.release()]);
  });

  it("names its holder by its number, and nothing else that a stranger may say", () => {
    assert.equal(holderIn(String(process.pid)), String(process.pid));
    assert.equal(holderIn("\u001b]0;x\u0007 1; rm -rf /"), "that does not say its number");
    assert.equal(holderIn(""), "that does not say its number");
  });
});
