import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { RunnerReport } from "../../../cli/backup/health";
import { FakeMachine, now } from "./fakeMachine";

const hour = 3_600;

describe("a backup to several repositories", () => {
  let machine: FakeMachine;
  beforeEach(() => {
    machine = new FakeMachine();
    machine.declare();
    machine.repository("attic", "exit 1");
  });
  afterEach(() => machine.end());

  const held = (name: string): number => machine.list(`repositories/${name}/snapshots`).length / 2;
  const ago = (seconds: number): number => now() - seconds;
  const told = (): string[] => machine.calls("logger").map(({ words }) => words.at(-1)!);
  const report = (): RunnerReport => JSON.parse(machine.well("report")) as RunnerReport;

  it("is made in all that answer, and tried again in those that did not, alone", () => {
    machine.remember({ since: 1, times: [ago(6 * hour + 30)] });
    machine.run("tick");
    assert.deepEqual([held("attic"), held("cellar")], [0, 1]);
    const { repositories, failure, last } = machine.state();
    assert.deepEqual(
      [repositories?.attic?.failure?.times, failure?.times, repositories?.cellar?.failure],
      [1, 1, undefined],
    );
    assert.equal(last?.at, machine.state().times!.at(-1));
    machine.run("tick");
    assert.deepEqual([held("attic"), held("cellar")], [0, 1], "what failed a moment ago waits, and cellar has its own");
    machine.repository("attic");
    const waited = { ...repositories!.attic, failure: { ...repositories!.attic!.failure!, at: ago(61) } };
    machine.remember({ ...machine.state(), repositories: { ...repositories, attic: waited } });
    machine.run("tick");
    assert.deepEqual([held("attic"), held("cellar")], [1, 1]);
    assert.deepEqual([machine.state().repositories, machine.state().failure], [undefined, undefined]);
  });

  it("is late if it is late in one of them, which is named", () => {
    machine.remember({ since: 1, times: [ago(6 * hour + 30)] });
    machine.run("tick");
    const { repositories } = machine.state();
    assert.equal(report().late, false);
    const late = { ...repositories!.attic!, times: [ago(9 * hour)] };
    machine.remember({ ...machine.state(), repositories: { ...repositories, attic: late } });
    assert.equal(report().late, true);
    machine.run("watch");
    assert.match(
      told()[0]!,
      /^LATE: the newest backup of wiki in attic is 540 minutes old; the last try on \S+ failed: repository attic: /,
    );
  });

  it("is restored from the one that has it, whatever the others say", () => {
    machine.run("run wiki");
    machine.repository("attic");
    const runs = JSON.parse(machine.well("snapshots wiki")) as { run: string; repository: string }[];
    assert.deepEqual(
      runs.map(({ repository }) => repository),
      ["cellar"],
    );
    machine.well("run wiki");
    const both = JSON.parse(machine.well("snapshots wiki")) as { run: string; repository: string }[];
    // Both may have arrived in the same second.
    assert.deepEqual(
      new Map(both.map(({ run, repository }) => [repository, run === runs[0]!.run])),
      new Map([
        ["cellar", true],
        ["attic", false],
      ]),
    );
  });

  it("is kept as a safety backup by one of them", () => {
    machine.repository("attic");
    const run = machine.well("run wiki").trim();
    machine.repository("attic", "exit 1");
    const { status, printed } = machine.run(`restore wiki ${run}`, machine.given({ safety: true }));
    assert.equal(status, 0);
    assert.match((JSON.parse(printed) as { safety: string }).safety, /^\d{8}T/);
  });

  it("that hangs is told by the other machines and by the watch of its own", async () => {
    machine.remember({ since: 1, times: [ago(9 * hour)] });
    const holder = spawn("flock", [machine.path(`${machine.shared}/locks/wiki`), "cat"], {
      stdio: ["pipe", "ignore", "ignore"],
    });
    while (machine.flock("wiki"));
    machine.well("watch");
    assert.match(told()[0]!, /^LATE: the newest backup of wiki is 540 minutes old/);
    machine.remember({ since: 1, times: [ago(9 * hour)] });
    machine.well("tick");
    assert.equal(told().length, 2);
    holder.stdin.end();
    await once(holder, "exit");
  });

  it("whose clock was ahead hides no lateness", () => {
    machine.remember({ since: 1, times: [ago(9 * hour), now() + 30 * 24 * hour] });
    assert.equal(report().late, true);
    machine.remember({ since: 1, times: [ago(9 * hour), now() + 60] });
    assert.equal(report().late, false, "clocks differ by a little");
  });

  it("ends before its parts would be removed as those of none", () => {
    machine.repository("attic");
    const place = "usr/local/lib/ruche/backup/plan.py";
    machine.write(place, machine.read(place).replace("LIMIT = 20 * HOUR", "LIMIT = 8"));
    machine.hook("restic", 'case "$*" in *attic*) exec sleep 60;; esac');
    const { status, said } = machine.run("run wiki");
    assert.equal(status, 1);
    assert.match(said, /is in cellar alone: repository attic: error: it was not done within 0 hours/);
  });
});
