import assert from "node:assert/strict";
import { rmSync, symlinkSync } from "node:fs";
import { hostname } from "node:os";
import { FakeMachine } from "./fakeMachine";

describe("a backup that is not whole", () => {
  let machine: FakeMachine;
  beforeEach(() => {
    machine = new FakeMachine();
  });
  afterEach(() => machine.end());

  const runs = (): object[] => JSON.parse(machine.well("snapshots wiki")) as object[];

  it("leaves out what the service has removed meanwhile, and fails for what cannot be read", () => {
    machine.declare();
    machine.write("unread", JSON.stringify([machine.path("DATA/services/wiki/storage/gone")]));
    machine.well("run wiki");
    machine.write("unread", JSON.stringify([machine.path("DATA/services/wiki/storage/page")]));
    const { status, said } = machine.run("run wiki");
    assert.equal(status, 1);
    assert.match(said, /^backup of wiki failed: repository cellar: .*"item": "[^"]*\/storage\/page"/);
    assert.equal(runs().length, 1);
  });

  it("fails for what was not removed but cannot be asked for, and for what lies nowhere in the folder", () => {
    machine.declare();
    const loop = machine.path("DATA/services/wiki/storage/loop");
    // Any answer but that there is no such file: a disk that is gone gives others.
    symlinkSync(loop, loop);
    for (const item of [`${loop}/page`, "", "relative/page", machine.path("DATA/elsewhere"), null]) {
      machine.write("unread", JSON.stringify([machine.path("DATA/services/wiki/storage/gone"), item]));
      assert.equal(machine.run("run wiki").status, 1, String(item));
    }
    assert.deepEqual(runs(), []);
  });

  it("fails where nothing is named that could not be read, or where the folder itself is gone", () => {
    machine.declare();
    machine.write("says", JSON.stringify(["Warning: Permanently added the host to the list of known hosts."]));
    assert.equal(machine.run("run wiki").status, 1);
    machine.write("unread", JSON.stringify([machine.path("DATA/services/wiki/storage/gone")]));
    machine.well("run wiki");
    machine.write("says", JSON.stringify(["** WARNING: the connection is not what it could be.", "not JSON"]));
    machine.well("run wiki");
    const { length } = runs();
    machine.hook("restic", 'case "$*" in *ignore-inode*) rm -r "$RUCHE_ROOT/DATA/services/wiki/storage";; esac');
    assert.equal(machine.run("run wiki").status, 1);
    assert.equal(runs().length, length);
  });

  it("fails where there is no repository", () => {
    machine.declare();
    rmSync(machine.path("etc/ruche/backup/repositories/cellar"), { recursive: true });
    const why = `no repository is declared on ${hostname()}`;
    const failed = { status: 1, printed: "", said: `backup of wiki failed: ${why}\n` };
    assert.deepEqual(machine.run("run wiki"), failed);
    rmSync(machine.path("etc/ruche/backup/repositories"), { recursive: true });
    assert.deepEqual(machine.run("run wiki"), failed);
    assert.deepEqual([machine.state().last, machine.state().failure!.why], [undefined, why]);
    assert.equal(machine.run("snapshots wiki").said, `${why}\n`);
  });
});
