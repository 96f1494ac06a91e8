import { strict as assert } from "node:assert";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { run } from "../../tools/run";

interface Round {
  uid: string;
  same: boolean;
  /** Of who asked first, and of who asked again. */
  startedNow: boolean[];
  released: boolean;
  changed: boolean;
  forwarding: string;
  before: object;
  after: object;
}

describe("container engine", function () {
  this.timeout(180_000);
  let cache: string;
  let runDirectory: string;
  beforeEach(() => {
    cache = mkdtempSync(path.join(tmpdir(), "ruche-engine-"));
    runDirectory = `/run/${path.basename(cache)}`;
  });
  afterEach(() => rmSync(cache, { recursive: true, force: true }));

  async function play<T>(scenario: string): Promise<T> {
    const words = [
      process.execPath,
      "-r",
      "ts-node/register/transpile-only",
      path.join(__dirname, "scenarios.ts"),
      scenario,
      runDirectory,
      cache,
    ];
    const { stdout } = await run("unshare", [
      "--net",
      "--",
      "sh",
      "-c",
      'ip link set lo up && exec "$@"',
      "sh",
      ...words,
    ]);
    return JSON.parse(stdout) as T;
  }

  it("runs privileged containers and puts the computer's settings back, twice", async () => {
    const seen = await play<Record<string, Round>>("cycle");
    for (const round of [seen.round1!, seen.round2!]) {
      assert.deepEqual(
        { ...round, before: 0, after: 0 },
        {
          uid: "0",
          same: true,
          startedNow: [true, false],
          released: true,
          changed: true,
          forwarding: "1",
          before: 0,
          after: 0,
        },
      );
      assert.deepEqual(round.after, round.before);
    }
    assert.equal(existsSync(runDirectory), false);
  });

  it("leaves no table where iptables was never used", async () => {
    const { before, after } = await play<Round>("untouched");
    assert.deepEqual(after, before);
  });

  it("comes back after it was killed, with its containers, and is released after another kill", async () => {
    const { before, after, ...seen } = await play<Round & { back: boolean; left: boolean }>("killed");
    assert.deepEqual(seen, { back: true, left: true, released: true });
    assert.deepEqual(after, before);
  });

  it("comes back and is released after everything of it was killed", async () => {
    const { before, after, ...seen } = await play<Round & { orphans: number; answers: boolean; stillThere: number }>(
      "crashed",
    );
    assert.deepEqual(seen, { orphans: 0, answers: true, released: true, stillThere: 0 });
    assert.deepEqual(after, before);
  });

  it("what a lab without its state has left on it is removed: nothing that its state knows, and nothing of other labs", async () => {
    const seen = await play<{ before: number[]; known: number; removed: number; after: number[]; released: boolean }>(
      "lost",
    );
    assert.deepEqual(seen, { before: [3, 3, 0], known: 0, removed: 3, after: [0, 3], released: true });
  });

  it("stays while a lab has containers on it or another process uses it", async () => {
    assert.deepEqual(await play("shared"), { withContainer: false, withLease: false, withStaleLease: true });
  });
});
