import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import type { RunnerReport } from "../../../cli/backup/health";
import { FakeMachine, now } from "./fakeMachine";

const hour = 3_600;

describe("each minute a machine", () => {
  let machine: FakeMachine;
  beforeEach(() => {
    machine = new FakeMachine();
  });
  afterEach(() => machine.end());

  const made = (service = "wiki"): number => machine.state(service).times?.length ?? 0;
  const tick = (): string => {
    const { status, printed, said } = machine.run("tick");
    assert.deepEqual([status, printed], [0, ""]);
    return said;
  };
  /** A moment in the slot before this one. */
  const lastSlot = (): number => now() - 6 * hour - 30;

  it("does nothing where nothing is declared, or the volume is away", () => {
    assert.equal(tick(), "");
    rmSync(machine.volume, { recursive: true });
    assert.equal(tick(), "");
    assert.equal(machine.well("report"), "");
  });

  it("leaves a service that was just declared for two minutes, and backs it up then", () => {
    machine.declare();
    tick();
    assert.deepEqual([made(), machine.calls("restic").length], [0, 0]);
    const { since } = machine.state();
    assert.ok(now() - since! < 60);
    machine.remember({ since: now() - 119 });
    tick();
    assert.equal(made(), 0);
    machine.remember({ since: now() - 120 });
    tick();
    assert.equal(made(), 1);
    assert.equal(machine.state().last!.at, machine.state().times![0]);
  });

  it("backs up what is due and nothing else, and calls no other program where nothing is", () => {
    machine.declare();
    machine.remember({ since: 1, times: [lastSlot()] });
    tick();
    assert.equal(made(), 2);
    machine.forgetCalls();
    tick();
    assert.equal(made(), 2);
    assert.equal(machine.read("calls"), "");
    machine.remember({ since: 1, times: [lastSlot()], failure: { at: now() - 30, times: 1, why: "w", machine: "m" } });
    tick();
    assert.equal(made(), 1, "what failed a moment ago waits");
    machine.remember({ since: 1, times: [lastSlot()], failure: { at: now() - 61, times: 1, why: "w", machine: "m" } });
    tick();
    assert.equal(made(), 2);
    assert.equal(machine.state().failure, undefined);
  });

  it("leaves a service alone that another one sees to, or that is being restored, and sees to the others", async () => {
    for (const service of ["pad", "wiki"]) {
      machine.declare({ service });
      machine.remember({ since: 1, times: [lastSlot()] }, service);
    }
    const holder = spawn("flock", [machine.path(`${machine.shared}/locks/pad`), "cat"], {
      stdio: ["pipe", "ignore", "ignore"],
    });
    while (machine.flock("pad"));
    tick();
    assert.deepEqual([made("pad"), made("wiki")], [1, 2]);
    holder.stdin.end();
    await once(holder, "exit");
    machine.write(`${machine.shared}/restore/pad.json`, '{"run":"x","replicas":1}');
    tick();
    assert.equal(made("pad"), 1);
    rmSync(machine.path(`${machine.shared}/restore/pad.json`));
    tick();
    assert.equal(made("pad"), 2);
  });

  it("says what failed, and sees to the other services, also where a declaration is in the middle of a change", () => {
    for (const service of ["chat", "pad", "wiki"]) {
      machine.declare({ service });
      machine.remember({ since: 1, times: [lastSlot()] }, service);
    }
    machine.write(`${machine.shared}/services/chat.json`, '{"environment": "lab", "serv');
    machine.hook("restic", 'case "$*" in *service=pad*) echo "Fatal: no space left on device" >&2; exit 1;; esac');
    const said = tick();
    assert.match(said, /there is no service chat to back up here/);
    assert.match(said, /backup of pad failed: repository cellar: Fatal: no space left on device/);
    assert.deepEqual([made("pad"), made("wiki")], [1, 2]);
    assert.equal(machine.state("pad").failure!.times, 1);
  });

  it("warns of what is late, once an hour, with the reason; a backup ends that", () => {
    machine.declare();
    machine.repository("cellar", "exit 1");
    machine.remember({
      since: 1,
      times: [now() - 24 * hour - 30],
      failure: { at: now() - 10, times: 9, why: "repository cellar: the connection broke off", machine: "hive2" },
    });
    tick();
    tick();
    const warned = machine.calls("logger").map(({ words }) => words);
    assert.deepEqual(warned, [
      [
        "-p",
        "daemon.crit",
        "-t",
        "ruche-backup",
        "LATE: the newest backup of wiki is 1440 minutes old; the last try on hive2 failed: repository cellar: the connection broke off",
      ],
    ]);
    machine.remember({ ...machine.state(), warned: now() - hour - 1, failure: undefined });
    machine.repository("cellar");
    machine.hook("restic", "exit 1");
    tick();
    assert.match(machine.calls("logger")[1]!.words.at(-1)!, /; the last try on .* failed: repository cellar: /);
    machine.unhook("restic");
    machine.remember({ ...machine.state(), failure: undefined });
    tick();
    assert.deepEqual([machine.state().warned, machine.calls("logger").length], [undefined, 2]);
  });

  it("warns of a service that never had a backup by the time since it is known", () => {
    machine.declare();
    machine.repository("cellar", "exit 1");
    machine.remember({ since: now() - 7 * hour - 30 });
    tick();
    assert.match(
      machine.calls("logger")[0]!.words.at(-1)!,
      /LATE: the newest backup of wiki is 420 minutes old; the last/,
    );
  });

  it("is not stopped by what it remembers being unreadable", () => {
    machine.declare();
    machine.write(`${machine.shared}/state/wiki.json`, "");
    tick();
    assert.ok(machine.state().since);
  });

  it("answers how the backups of each service are", () => {
    machine.declare();
    machine.declare({ service: "pad" });
    const reports = (): RunnerReport[] =>
      machine
        .well("report")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as RunnerReport);
    const [pad] = reports();
    assert.deepEqual(pad, {
      service: "pad",
      plan: machine.plan("pad"),
      last: null,
      failure: null,
      restoring: false,
      held: false,
      now: pad!.now,
      late: false,
    });
    machine.well("run wiki");
    const { last } = machine.state();
    machine.write(machine.journal, '{"held":true,"replicas":2}');
    const failure = { at: 5, times: 3, why: "no", machine: "hive1" };
    machine.remember({ ...machine.state(), since: 1, times: [1], failure });
    const wiki = reports()[1]!;
    assert.deepEqual(
      { ...wiki, now: 0, plan: 0 },
      {
        service: "wiki",
        plan: 0,
        last: last!,
        failure,
        restoring: true,
        held: true,
        now: 0,
        late: true,
      },
    );
  });

  for (const words of ["", "ticks", "run", "run a b", "show wiki", "restore wiki", "tick now"])
    it(`says how it is used when it is called as "ruche-backup ${words}"`, () => {
      const { status, printed, said } = machine.run(words);
      assert.deepEqual([status, printed], [2, ""]);
      assert.match(
        said,
        /^usage: ruche-backup tick \| watch \| run SERVICE \| report \| snapshots SERVICE \| show SERVICE RUN \| restore SERVICE RUN \[INTO\] \| hold SERVICE \| drill SERVICE RUN \| clear SERVICE\n$/,
      );
    });

  it("reads settings as the shell reads them", () => {
    const file = machine.path("etc/ruche/backup/settings");
    machine.write(
      "etc/ruche/backup/settings",
      `${machine.read("etc/ruche/backup/settings")}network='other one' # as it is\n`,
    );
    const shell = spawnSync("bash", ["-c", `. ${file}; echo "$environment|$shared|$network"`], {
      encoding: "utf8",
    }).stdout;
    const python = spawnSync(
      "/usr/bin/python3",
      [
        "-ISB",
        "-c",
        `import sys; sys.path.insert(0, sys.argv[1]); from machine import settings; s = settings(sys.argv[2]); print("|".join([s["environment"], s["shared"], s["network"]]))`,
        machine.path("usr/local/lib/ruche/backup"),
        file,
      ],
      { encoding: "utf8" },
    ).stdout;
    assert.equal(python, shell);
  });
});
