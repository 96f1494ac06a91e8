import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, statfsSync, utimesSync } from "node:fs";
import { type Ended, FakeMachine, now } from "./fakeMachine";

const hour = 3_600;
const day = 24 * hour;
const folder = "srv/backup";
const here = "etc/ruche/backup-repository/cellar";

describe("the machine of a repository", () => {
  let machine: FakeMachine;
  const settle = (more = ""): void =>
    machine.write(
      `${here}/settings`,
      `folder=${machine.path(folder)} snapshots=2 keep=${2 * 6 * hour} interval=${6 * hour} reserve=1048576\n${more}`,
    );
  beforeEach(() => {
    machine = new FakeMachine();
    machine.write(`${folder}/config`, "");
    machine.write(`${folder}/keys/key`, "");
    mkdirSync(machine.path(`${folder}/snapshots`));
    machine.write(`${here}/password`, "that may delete");
    settle();
  });
  afterEach(() => machine.end());

  const keep = (words: string, environment: NodeJS.ProcessEnv = {}): Ended => machine.keep(words, environment);
  const well = (words: string): string => {
    const { status, printed, said } = keep(words);
    assert.deepEqual([status, said], [0, ""]);
    return printed;
  };
  const shared = (file: string): boolean => spawnSync("flock", ["-s", "-n", machine.path(file), "true"]).status === 0;
  const free = (file: string): boolean => spawnSync("flock", ["-n", machine.path(file), "true"]).status === 0;
  /** Something holds a lock until it is told to end. */
  const holder = async (file: string, kind = "-x"): Promise<() => Promise<void>> => {
    const child = spawn("flock", [kind, machine.path(file), "cat"], { stdio: ["pipe", "ignore", "ignore"] });
    while (free(file)) await new Promise((next) => setTimeout(next, 10));
    return async () => {
      child.stdin.end();
      await once(child, "exit");
    };
  };

  describe("serves", () => {
    it("a writer with a server that appends to this folder alone; it holds its locks, and hears of ends of connections", () => {
      machine.hook(
        "rclone",
        `for file in config keys; do flock -n ${machine.path(folder)}/$file true && echo "$file is free" >&2; done; flock -s -n ${machine.path(folder)}/config true || echo "readers wait" >&2; ulimit -f >&2; grep SigIgn /proc/$PPID/status >&2`,
      );
      const { status, said } = keep("serve cellar", { SSH_ORIGINAL_COMMAND: "add" });
      assert.equal(status, 0);
      const [limit, ignored] = said.trim().split("\n");
      assert.equal(limit, "unlimited");
      assert.equal(
        Number.parseInt(ignored!.split("\t")[1]!, 16) & ((1 << 12) | (1 << 24)),
        0,
        "neither a broken pipe nor a file that is too large is ignored",
      );
      assert.deepEqual(
        machine.calls("rclone").map(({ words }) => words.join(" ")),
        [`serve restic --stdio --append-only --config /dev/null --log-level ERROR ${machine.path(folder)}`],
      );
    });

    it("a reader where the disk is full, who can write nothing large and keeps no other out", () => {
      settle("reserve=999999999999999999");
      machine.hook(
        "rclone",
        `ulimit -f >&2; flock -n ${machine.path(folder)}/keys true && echo "writers need not wait" >&2`,
      );
      const { status, said } = keep("serve cellar", { SSH_ORIGINAL_COMMAND: "read" });
      assert.deepEqual([status, said], [0, "16\nwriters need not wait\n"]);
    });

    it("no writer where the disk is full, and says where", () => {
      settle(`reserve=${2 ** 60}`);
      for (const environment of [{}, { SSH_ORIGINAL_COMMAND: "touch /tmp/owned" }]) {
        const { status, said } = keep("serve cellar", environment);
        assert.equal(status, 75);
        assert.match(
          said,
          /^no space left in the repository cellar on \S+: \d+ MiB are free, 1099511627776 MiB are kept as reserve; enlarge the disk of \S+\/srv\/backup, or keep less\n$/,
        );
      }
      assert.deepEqual(machine.calls("rclone"), []);
    });

    it("nobody where the disk is not there", () => {
      rmSync(machine.path(`${folder}/config`));
      const { status, said } = keep("serve cellar");
      assert.equal(status, 74);
      assert.match(said, /^the repository cellar is not at \S+\/srv\/backup on \S+: is its disk mounted\?\n$/);
    });

    it("a writer after another one, but not for ever", async () => {
      const end = await holder(`${folder}/keys`);
      const begin = now();
      assert.equal(keep("serve cellar").status, 0);
      assert.ok(now() - begin >= 9, "ten seconds");
      await end();
    });

    it("nobody while it prunes", async () => {
      const end = await holder(`${folder}/config`);
      const served = spawn(machine.path("usr/local/sbin/ruche-backup-repository"), ["serve", "cellar"], {
        env: { ...machine.environment },
        stdio: "ignore",
      });
      await new Promise((next) => setTimeout(next, 500));
      assert.deepEqual(machine.calls("rclone"), []);
      await end();
      await once(served, "exit");
      assert.equal(machine.calls("rclone").length, 1);
    });
  });

  describe("prunes", () => {
    /** A snapshot that arrived so long ago. */
    const arrived = (id: string, age: number, tags: readonly string[]): void => {
      const name = id.padEnd(64, "0");
      machine.write(`${folder}/snapshots/${name}`, JSON.stringify({ id: name, short_id: id, time: "2000", tags }));
      utimesSync(machine.path(`${folder}/snapshots/${name}`), now() - age, now() - age);
    };
    const made = (run: string, age: number, { service = "wiki", complete = true } = {}): void => {
      arrived(`${run}f`, age, [`service=${service}`, `run=${run}`]);
      if (complete) arrived(`${run}m`, age, [`service=${service}`, `run=${run}`, "complete", "purpose=regular"]);
    };
    const left = (): string[] => machine.list(`${folder}/snapshots`).map((id) => id.replace(/0+$/, ""));

    it("what is older than is promised and has enough newer ones, with all its parts, and what never became complete", () => {
      for (const [run, age] of [
        ["a", 60],
        ["b", 6 * hour],
        ["c", 12 * hour],
      ] as const)
        made(run, age);
      made("d", day - 60, { complete: false });
      made("e", day + 60, { complete: false });
      made("f", 500 * day, { service: "old" });
      assert.equal(well("prune cellar"), "removed 3 snapshots\n");
      assert.deepEqual(left(), ["af", "am", "bf", "bm", "df", "ff", "fm"]);
      const [unlock, list, forget] = machine.calls("restic");
      const r = ["-r", machine.path(folder)];
      assert.deepEqual(unlock!.words, [...r, "unlock", "-q", "--remove-all"]);
      assert.deepEqual(list!.words, [...r, "snapshots", "--json"]);
      assert.deepEqual(forget!.words.slice(0, 5), [...r, "forget", "-q", "--prune"]);
      for (const { environment } of [unlock!, list!, forget!])
        assert.deepEqual(
          [environment.RESTIC_PASSWORD_FILE, environment.GOGC],
          [machine.path(`${here}/password`), "20"],
        );
      assert.equal(well("prune cellar"), "nothing to remove\n");
    });

    it("nothing where the settings or restic's answer cannot be read", () => {
      made("a", 500 * day);
      machine.hook("restic", 'case "$*" in *snapshots*) echo "Fatal: wrong password" >&2; exit 1;; esac');
      const { status, printed, said } = keep("prune cellar");
      assert.deepEqual(
        [status, printed, said],
        [1, "", "Fatal: wrong password\ncannot list the snapshots of cellar\n"],
      );
      assert.match(keep("prune attic").said, /^there is no repository attic on /);
      assert.equal(left().length, 2);
    });

    it("and ends as restic's removal ends", () => {
      made("e", day + 60, { complete: false });
      machine.hook("restic", 'case "$*" in *forget*) echo "Fatal: no" >&2; exit 11;; esac');
      assert.deepEqual(keep("prune cellar"), { status: 11, printed: "", said: "Fatal: no\n" });
    });

    it("alone, and gives what it wrote to the user that serves it", () => {
      machine.hook("restic", `flock -s -n ${machine.path(folder)}/config true && echo "not alone" >&2; true`);
      machine.hook("chown", `echo "$*" >> ${machine.folder}/given`);
      well("prune cellar");
      const given = `-R --reference=${machine.path(folder)} ${machine.path(folder)}`;
      assert.deepEqual(machine.read("given").trim().split("\n"), [given, given]);
      assert.ok(free(`${folder}/config`));
    });
  });

  describe("checks", () => {
    it("a seventh of the data each day, all of it on demand, and keeps no writer out", () => {
      machine.hook(
        "restic",
        `flock -s -n ${machine.path(folder)}/config true || echo alone >&2; flock -n ${machine.path(folder)}/config true && echo unlocked >&2; true`,
      );
      assert.equal(well("check cellar"), "the repository cellar is as it was written\n");
      well("check cellar --all");
      const [daily, all] = machine.calls("restic").map(({ words }) => words.slice(2).join(" "));
      assert.equal(daily, `check --no-lock --read-data-subset=${(Math.floor(now() / day) % 7) + 1}/7`);
      assert.equal(all, "check --no-lock --read-data");
      const { at, ...check } = machine.json<{ at: number }>(`${here}/check.json`);
      assert.ok(now() - at < 60);
      assert.deepEqual(check, { well: true, said: "" });
    });

    it("and names what is damaged, there and in the report, at most twenty lines", () => {
      machine.hook(
        "restic",
        'echo "using temporary cache"; echo "[0:01] 100% 3 / 3 packs"; for i in $(seq 30); do echo "error for pack $i: contents differ" >&2; done; echo "Fatal: repository contains errors" >&2; exit 1',
      );
      const { status, printed, said } = keep("check cellar");
      const lines = Array.from({ length: 20 }, (_, index) => `error for pack ${index + 1}: contents differ`);
      assert.deepEqual([status, printed, said], [1, "", `the repository cellar is damaged: ${lines.join("; ")}\n`]);
      const report = JSON.parse(well("report cellar")) as { check: { well: boolean; said: string } };
      assert.deepEqual([report.check.well, report.check.said], [false, lines.join("\n")]);
    });
  });

  it("reports how much room there is", () => {
    machine.write(`${folder}/data/pack`, "x".repeat(100_000));
    const report = JSON.parse(well("report cellar")) as Record<string, unknown>;
    const { bavail, bsize } = statfsSync(machine.path(folder));
    assert.ok(Math.abs(Number(report.free) - bavail * bsize) < 1e9);
    assert.ok(Number(report.size) >= 100_000 && Number(report.size) < 200_000);
    assert.deepEqual(
      { ...report, free: 0, size: 0 },
      { name: "cellar", free: 0, reserve: 1048576, size: 0, check: null },
    );
  });

  it("lets the last one of several settings count, as the shell does", () => {
    settle("reserve=7");
    assert.equal((JSON.parse(well("report cellar")) as { reserve: number }).reserve, 7);
  });

  it("says how it is used", () => {
    for (const words of ["", "serve", "delete cellar", "prune cellar now"]) {
      const { status, said } = keep(words);
      assert.equal(status, 2);
      assert.equal(
        said,
        "usage: ruche-backup-repository serve NAME (as the user whose the files are) | prune NAME | check NAME [--all] | report NAME\n",
      );
    }
    assert.ok(shared(`${folder}/config`));
  });
});
