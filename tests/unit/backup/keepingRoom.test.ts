import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, statfsSync, utimesSync } from "node:fs";
import { type BackupRun, chooseRun } from "../../../cli/backup/runs";
import { FakeMachine, now } from "./fakeMachine";

const folder = "srv/backup";
const day = 24 * 3_600;

describe("a repository", () => {
  let machine: FakeMachine;
  const settle = (reserve: number): void =>
    machine.write(
      "etc/ruche/backup-repository/cellar/settings",
      `folder=${machine.path(folder)} snapshots=2 keep=43200 interval=21600 reserve=${reserve}\n`,
    );
  beforeEach(() => {
    machine = new FakeMachine();
    machine.write(`${folder}/config`, "");
    machine.write(`${folder}/keys/key`, "");
    mkdirSync(machine.path(`${folder}/snapshots`));
    machine.write("etc/ruche/backup-repository/cellar/password", "that may delete");
    settle(1 << 20);
  });
  afterEach(() => machine.end());

  const free = (): number => {
    const { bavail, bsize } = statfsSync(machine.path(folder));
    return bavail * bsize;
  };

  it("ends a writer that would fill it: what pruning needs is left, and pruning then takes away what is broken", () => {
    const half = 512 << 20;
    settle(free() - half);
    // A link to what stands in for it.
    rmSync(machine.path("bin/rclone"));
    machine.write(
      "bin/rclone",
      `#!/bin/sh\nfallocate -l ${2 * half} ${machine.path(folder)}/pack\nexec sleep 60\n`,
      0o755,
    );
    const begin = now();
    const { status, said } = machine.keep("serve cellar", { SSH_ORIGINAL_COMMAND: "add" });
    assert.equal(status, 75);
    assert.match(said, /^no space left in the repository cellar on /);
    assert.ok(now() - begin < 30, "it is not waited for");
    machine.forgetCalls();
    assert.equal(machine.keep("prune cellar").printed, "nothing to remove but what no backup needs\n");
    assert.equal(machine.calls("restic", "prune").length, 1);
  });

  it("with room enough is left alone by pruning where nothing may go", () => {
    assert.equal(machine.keep("prune cellar").printed, "nothing to remove\n");
    assert.equal(machine.calls("restic", "prune").length, 0);
  });

  it("lets nobody write before pruning that waits, so that many writers never keep it out; readers go in", async () => {
    const gate = spawn("flock", [machine.path(`${folder}/snapshots`), "cat"], { stdio: ["pipe", "ignore", "ignore"] });
    while (spawnSync("flock", ["-n", machine.path(`${folder}/snapshots`), "true"]).status === 0);
    assert.equal(machine.keep("serve cellar", { SSH_ORIGINAL_COMMAND: "read" }).status, 0);
    const writer = spawn(machine.path("usr/local/sbin/ruche-backup-repository"), ["serve", "cellar"], {
      env: machine.environment,
      stdio: "ignore",
    });
    machine.forgetCalls();
    assert.equal(
      await Promise.race([once(writer, "exit"), new Promise((next) => setTimeout(next, 1_000, "waits"))]),
      "waits",
    );
    assert.deepEqual(machine.calls("rclone"), []);
    gate.stdin.end();
    await once(writer, "exit");
    assert.equal(machine.calls("rclone").length, 1);
  });

  it("says when each backup arrived, so that a clock that was ahead does not decide which one is the newest", () => {
    machine.declare();
    const first = machine.well("run wiki").trim();
    const second = machine.well("run wiki").trim();
    const [manifestOfFirst] = machine.list("repositories/cellar/snapshots").slice(1);
    const place = `repositories/cellar/snapshots/${manifestOfFirst}`;
    const ahead = new Date((now() + day) * 1000).toISOString().replace(/\.\d+/, ".123456789");
    machine.write(place, JSON.stringify({ ...machine.json<object>(place), time: ahead }));
    const runs = (): BackupRun[] => JSON.parse(machine.well("snapshots wiki")) as BackupRun[];
    assert.deepEqual(
      runs().map(({ run }) => run),
      [second, first],
      "by the clocks alone",
    );
    machine.list("repositories/cellar/snapshots").forEach((name, index) => {
      machine.write(`${folder}/snapshots/${name}`, "");
      utimesSync(machine.path(`${folder}/snapshots/${name}`), now() - 900 + index, now() - 900 + index);
    });
    const arrivals = `[ "$RUCHE_WISH" != arrivals ] || SSH_ORIGINAL_COMMAND=arrivals ${machine.path("usr/local/sbin/ruche-backup-repository")} serve cellar`;
    machine.repository("cellar", arrivals);
    const listed = runs();
    assert.deepEqual(
      listed.map(({ run }) => run),
      [first, second],
    );
    assert.equal(chooseRun("wiki", listed, {}).run, second);
    assert.equal(chooseRun("wiki", listed, { at: new Date().toISOString() }).run, second);
    assert.equal(listed[0]!.time, listed[0]!.arrived, "none was made after it arrived");
  });
});
