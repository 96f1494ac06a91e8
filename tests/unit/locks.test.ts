import assert from "node:assert/strict";
import { hostname } from "node:os";
import { describeLocks, isStale, locksIn } from "../../cli/pulumi/locks";

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

  it("are stale only where this computer knows that the process is gone", () => {
    const [theirs, ours] = locksIn([refused]);
    assert.deepEqual(
      [theirs, ours].map((lock) => isStale(lock!, () => false)),
      [false, true],
    );
    assert.equal(
      isStale(ours!, (pid) => pid === 12),
      false,
    );
    assert.equal(isStale({ ...ours!, pid: process.pid }), true, "a process that is no Pulumi has taken the number");
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
