import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { BackedUp, dump } from "./backedUp";
import { databaseOf } from "./declared";

describe("a restore of a backup that lacks what was declared after it", () => {
  let machine: BackedUp;
  const missing = ["database board", "files of /index"];
  beforeEach(() => {
    machine = new BackedUp();
    const { items } = machine.json<{ items: object[] }>(`${machine.shared}/services/wiki.json`);
    const index = { kind: "files", path: machine.path("DATA/services/wiki-index"), target: "/index" };
    machine.write("DATA/services/wiki-index/words", "newer");
    machine.write("networks/data/mariadb/board", "row four\n");
    machine.declare({ database: true, ...({ items: [databaseOf("board"), ...items, index] } as object) });
    machine.forgetCalls();
  });
  afterEach(() => machine.end());
  const runsOn = (): void => {
    rmSync(machine.path("networks/data/mariadb/board"));
    machine.runsOn();
  };

  it("is refused with the names and what to do, and nothing is touched", () => {
    for (const more of [{}, { safety: true }]) {
      const { status, printed, said } = machine.run(`restore wiki ${machine.backup}`, machine.given(more));
      assert.deepEqual([status, printed], [1, ""]);
      assert.equal(
        said,
        `the backup ${machine.backup} does not hold what wiki declares: ${missing.join(", ")}. ` +
          "That would stay as it is, beside the backup's data, so nothing was touched. Restore a backup that holds it " +
          "(./ruche snapshots lab wiki), or this one beside the service (--into NAME), " +
          "or leave that as it is (--incomplete)\n",
      );
    }
    assert.deepEqual(machine.calls("docker", "service"), []);
    assert.deepEqual(machine.calls("restic", "backup"), []);
    machine.holds("newer", "row three\n");
    runsOn();
  });

  it("goes on beside the service, and in its place if that is wanted, which names what did not come back", () => {
    machine.well(`restore wiki ${machine.backup} kept`, machine.given());
    rmSync(machine.path("networks/data/mariadb/restored_kept"));
    const answer = machine.well(`restore wiki ${machine.backup}`, machine.given({ incomplete: true }));
    assert.deepEqual(JSON.parse(answer), { run: machine.backup, safety: null, missing });
    machine.holds("as it was", dump);
    assert.equal(machine.read("DATA/services/wiki-index/words"), "newer");
    assert.equal(machine.read("networks/data/mariadb/board"), "row four\n");
    runsOn();
  });

  it("is finished by the same command if it had begun before", () => {
    machine.write(machine.journal, JSON.stringify({ run: machine.backup, replicas: 2 }));
    machine.well(`restore wiki ${machine.backup}`, machine.given());
    machine.holds("as it was", dump);
    runsOn();
  });
});
