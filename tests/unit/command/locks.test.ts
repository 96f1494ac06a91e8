import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { hostname, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import {
  describeLocks,
  forgetProcess,
  isStale,
  locksIn,
  notedProcesses,
  noteProcess,
  type StackLock,
  thisComputer,
} from "../../../cli/pulumi/locks";

/** As Pulumi 3.248 says it, with two who hold the stack. */
const refused = `error: the stack is currently locked by 2 lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.
  postgres://pulumi@10.0.0.7/pulumi/.pulumi/locks/organization/ruche/team/8f0c.json: created by ada@hive.example.org (pid 4711) at 2026-11-21T07:00:00Z
  postgres://pulumi@10.0.0.7/pulumi/.pulumi/locks/organization/ruche/team/9a1d.json: created by Karl von Frisch@${hostname()} (pid 12) at 2026-11-21T07:00:01+01:00`;

describe("locks of a stack", () => {
  it("are read from what Pulumi says, wherever the state is", () => {
    assert.deepEqual(locksIn(["error: update failed", refused]), [
      { user: "ada", host: "hive.example.org", pid: 4711, since: "2026-11-21T07:00:00Z" },
      { user: "Karl von Frisch", host: hostname(), pid: 12, since: "2026-11-21T07:00:01+01:00" },
    ]);
    assert.deepEqual(locksIn(["error: created by ada@hive (pid 1) at noon"]), []);
  });

  const folder = mkdtempSync(join(tmpdir(), "ruche-locks-"));
  after(() => rmSync(folder, { recursive: true }));
  const lock = (since: number, more: Partial<StackLock> = {}): StackLock => ({
    user: userInfo().username,
    host: hostname(),
    pid: process.pid,
    since: new Date(since).toISOString(),
    ...more,
  });

  it("are stale only where this clone started the process itself, and it is gone", () => {
    assert.deepEqual(notedProcesses(folder), []);
    noteProcess(folder, process.pid);
    const noted = notedProcesses(folder);
    const now = Date.now();
    const gone = (): undefined => undefined;
    assert.equal(isStale(lock(now), noted), false, "it runs");
    assert.equal(isStale(lock(now), noted, gone), true);
    assert.equal(
      isStale(lock(now), noted, () => "another process took the number"),
      true,
    );
    assert.equal(isStale(lock(now), [], gone), false, "another clone's, or plain Pulumi's");
    for (const theirs of [
      lock(now, { user: "alice" }),
      lock(now, { host: "hive.example.org" }),
      lock(now, { pid: process.pid + 1 }),
      lock(now + 3_600_000),
      lock(now - 60_000),
    ])
      assert.equal(isStale(theirs, noted, gone), false, JSON.stringify(theirs));
    const computer = (text: string) => noted.map((own) => ({ ...own, computer: text }));
    const [machine = ""] = thisComputer().split(" ");
    assert.equal(isStale(lock(now), computer("other-machine boot"), gone), false, "a computer of the same name");
    assert.equal(isStale(lock(now), computer(`${machine} boot-before`)), true, "the computer was started again");
    forgetProcess(folder, process.pid);
    assert.deepEqual(notedProcesses(folder), []);
  });

  it("are told with who, where, since when and what to do", () => {
    const text = describeLocks("team", locksIn([refused]));
    assert.match(
      text,
      /^team is being changed by ada on hive\.example\.org \(process 4711, since 2026-11-21T07:00:00Z\) and Karl von Frisch on /,
    );
    assert.match(text, /pulumi cancel --yes team$/);
  });
});
