import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { drillPart } from "../../components/backup/drillPart";
import { repositoryProgram } from "../../components/backup/repositoryProgram";
import { restorePart } from "../../components/backup/restorePart";
import { runnerProgram } from "../../components/backup/runnerProgram";
import { type BackupPlan, backupPlan, isDue, isLate, toRemove } from "../../model/backup/plan";

const has = (program: string): boolean => spawnSync(program, ["--version"]).error === undefined;
const hour = 3_600;

describe("the programs of backups", () => {
  for (const [name, text] of Object.entries({ runnerProgram, restorePart, drillPart, repositoryProgram })) {
    it(`${name} is bash, with nothing of TypeScript left in it`, () => {
      const { status, stderr } = spawnSync("bash", ["-n"], { input: text });
      assert.deepEqual([status, stderr.toString()], [0, ""]);
      assert.doesNotMatch(text, /@[A-Z]+@|\$\{restorePart\}|\$\{drillPart\}|undefined|\[object/);
    });
  }

  for (const [name, text] of Object.entries({ runnerProgram, repositoryProgram })) {
    it(`${name} says how it is used, and ends with what it says of each verb`, () => {
      const [, usage = ""] = /^# ruche-backup\S* (.*)$/m.exec(text) ?? [];
      const verbs = usage
        .split(" | ")
        .map((way) => way.split(" ")[0]!)
        .sort();
      const [, cases = ""] = /case \$1 in\n([\s\S]*?)\n {2}\*\)/.exec(text.slice(text.lastIndexOf("case $1 in"))) ?? [];
      assert.deepEqual(
        cases
          .split("\n")
          .flatMap((line) =>
            line
              .split(")")[0]!
              .split("|")
              .map((verb) => verb.trim()),
          )
          .sort(),
        verbs,
      );
    });
  }

  it("tell why a repository does not answer in ssh's words, which restic often drops, and that a connection broke off", () => {
    const work = mkdtempSync(join(tmpdir(), "ruche-reason-"));
    const program = (name: string, text: string): void =>
      writeFileSync(join(work, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    try {
      program(
        "restic",
        `"${work}/connect" 2> /dev/null; echo 'Fatal: unable to open repository: unexpected EOF' >&2; exit 1`,
      );
      const functions = ["repository", "reason", "say"].map(
        (name) => new RegExp(`^${name}\\(\\) \\{[^]*?^\\}`, "m").exec(runnerProgram)![0],
      );
      const asked = `work='${work}' repositories=/nowhere; PATH="${work}:$PATH"; ${functions.join("\n")}\nrepository cellar snapshots 2> "$work/problem"; echo "$? $(reason "$work/problem")"`;
      for (const [said, reason] of [
        [
          "ssh: connect to host cellar port 22: No route to host",
          "ssh: connect to host cellar port 22: No route to host",
        ],
        ["", "the connection broke off"],
      ]) {
        program("connect", `echo "${said}" 2>> "$RUCHE_SAID" >&2; exit 255`);
        assert.equal(execFileSync("bash", ["-c", asked]).toString().trim(), `1 ${reason}`);
      }
    } finally {
      rmSync(work, { recursive: true });
    }
  });

  if (has("shellcheck")) {
    for (const [name, text] of Object.entries({ runnerProgram, repositoryProgram })) {
      it(`${name}: shellcheck finds no error`, () => {
        const { stdout } = spawnSync("shellcheck", ["--severity=error", "--shell=bash", "-"], { input: text });
        assert.equal(stdout.toString(), "");
      });
    }
  }
});

/** The jq program that a function of the shell runs. */
function jqOf(text: string, name: string, before: string): string {
  const [, body] = new RegExp(`^${name}\\(\\) \\{[^\\n]*\\n([\\s\\S]*?)^\\}$`, "m").exec(text) ?? [];
  const [, program] = new RegExp(`${before}\\s+'([^']*)'`).exec(body ?? "") ?? [];
  assert.ok(program, `${name} has no jq program`);
  return program;
}

interface State {
  readonly times?: readonly number[];
  readonly since?: number;
  readonly failure?: { readonly at: number; readonly times: number };
}

if (has("jq"))
  describe("what the runner decides, compared with the plan", () => {
    const service = 'service "\\$work/service.json"';
    const [due, late] = ["due", "late"].map((name) => jqOf(runnerProgram, name, service));

    interface Case {
      readonly plan: BackupPlan;
      readonly now: number;
      readonly state: State;
    }

    /** The program's answers to many cases at once: a process for each would take minutes. */
    const answers = (program: string, cases: readonly Case[]): unknown[] =>
      JSON.parse(
        execFileSync("jq", ["-c", `[.[] | .now as $now | [{plan: .plan}] as $service | .state | (${program})]`], {
          input: JSON.stringify(cases),
          maxBuffer: 1e8,
        }).toString(),
      ) as unknown[];

    const plans = fc
      .record({
        rpoSeconds: fc.oneof(
          fc.integer({ min: 60, max: 90 * 24 * hour }),
          fc.constantFrom(60, hour, 6 * hour, 24 * hour),
        ),
        service: fc.stringMatching(/^[a-z]{1,8}$/),
      })
      .map(({ rpoSeconds, service }) =>
        backupPlan({
          environment: "lab",
          service,
          items: [{ kind: "files" }],
          goals: { rpoSeconds, keepSeconds: 3 * rpoSeconds },
        }),
      );
    /** Moments around the borders of slots, where a program that is off by one shows it; some of a clock that is ahead. */
    const timesOf = ({ intervalSeconds, offsetSeconds }: BackupPlan, now: number): fc.Arbitrary<number[]> => {
      const slot = Math.floor((now - offsetSeconds) / intervalSeconds) * intervalSeconds + offsetSeconds;
      return fc.array(
        fc.oneof(
          fc
            .tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -1, max: 1 }))
            .map(([slots, seconds]) => slot + slots * intervalSeconds + seconds),
          fc.integer({ min: -3 * intervalSeconds, max: 3 * intervalSeconds }).map((seconds) => now + seconds),
        ),
        { maxLength: 10 },
      );
    };
    const cases = plans.chain((plan) =>
      fc.integer({ min: 1_700_000_000, max: 2_500_000_000 }).chain((now) =>
        fc.record({
          plan: fc.constant(plan),
          now: fc.constant(now),
          times: timesOf(plan, now),
          since: fc.integer({ min: now - 200 * 24 * hour, max: now }),
        }),
      ),
    );
    const batches = fc.array(cases, { minLength: 400, maxLength: 400 });

    it("a backup is due when the plan says so", () => {
      fc.assert(
        fc.property(batches, (batch) => {
          const expected = batch.map(({ plan, now, times }) => isDue(plan, times, now));
          assert.ok(expected.includes(true) && expected.includes(false));
          assert.deepEqual(
            answers(
              due!,
              batch.map(({ plan, now, times }) => ({ plan, now, state: { times } })),
            ),
            expected,
          );
        }),
        { numRuns: 3, endOnFailure: true },
      );
    });

    it("a backup is late when the plan says so; before the first one, the time since the service is known counts", () => {
      fc.assert(
        fc.property(batches, (batch) => {
          const known = batch.map(({ times, since, ...rest }) => ({
            ...rest,
            times: times.filter((time) => time >= since),
            since,
          }));
          const expected = known.map(({ plan, now, times, since }) => isLate(plan, Math.max(since, ...times), now));
          assert.ok(expected.includes(true) && expected.includes(false));
          assert.deepEqual(
            answers(
              late!,
              known.map(({ plan, now, times, since }) => ({ plan, now, state: { times, since } })),
            ),
            expected,
          );
        }),
        { numRuns: 3, endOnFailure: true },
      );
    });

    const plan = backupPlan({
      environment: "lab",
      service: "wiki",
      items: [{ kind: "files" }],
      goals: { rpoSeconds: 6 * hour, keepSeconds: 180 * hour },
    });
    const now = 1_800_000_000;

    it("what the state does not say yet is nothing that stands in the way", () => {
      assert.deepEqual(answers(due!, [{ plan, now, state: {} }]), [true]);
      assert.deepEqual(answers(late!, [{ plan, now, state: {} }]), [false]);
    });

    it("what failed is tried again after one minute, two, four …, and no later than after a quarter of the interval", () => {
      for (const [times, wait] of [
        [1, 60],
        [2, 120],
        [3, 240],
        [7, 3_840],
        [8, 5_400],
        [100, 5_400],
      ] as const) {
        const at = (age: number): Case => ({ plan, now, state: { failure: { at: now - age, times } } });
        assert.deepEqual(
          answers(due!, [at(0), at(wait - 1), at(wait), at(wait + 1)]),
          [false, false, true, true],
          `after ${times} failures`,
        );
      }
    });

    it("the functions of the shell answer by their status", () => {
      const folder = mkdtempSync(join(tmpdir(), "ruche-due-"));
      try {
        mkdirSync(join(folder, "state"));
        writeFileSync(join(folder, "service.json"), JSON.stringify({ plan }));
        const functions = runnerProgram.slice(
          runnerProgram.indexOf("\nstate() {"),
          runnerProgram.indexOf("\n# Says what is late"),
        );
        const decide = (state: State): string => {
          writeFileSync(join(folder, "state/wiki.json"), JSON.stringify(state));
          return execFileSync("bash", [
            "-c",
            `shared=${folder} work=${folder} service=wiki; date() { echo ${now}; }\n${functions}\ndue && echo due; late && echo late; true`,
          ]).toString();
        };
        assert.equal(decide({ since: 0, times: [now - 24 * hour] }), "due\nlate\n");
        assert.equal(decide({ since: 0, times: [now] }), "");
        assert.equal(decide({ since: 0, times: [now - 6 * hour - 30] }), "due\n");
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  });
else
  process.stderr.write(
    "jq is not installed, which a lab needs: the runner's arithmetic is not compared with the plan's\n",
  );

if (has("jq"))
  describe("what the repository removes", () => {
    const program = jqOf(repositoryProgram, "leaving", '\\$\\(\\(keep - interval / 2\\)\\)"');

    interface Snapshot {
      readonly id: string;
      readonly tags: readonly string[];
      readonly arrived: number;
    }

    const now = 1_800_000_000;
    const leaving = (snapshots: readonly Snapshot[], count: number, keep: number, interval: number): string[] =>
      execFileSync(
        "jq",
        [
          "-r",
          "--argjson",
          "arrived",
          JSON.stringify([snapshots.map(({ id, arrived }) => ({ id, arrived }))]),
          "--argjson",
          "now",
          String(now),
          "--argjson",
          "count",
          String(count),
          "--argjson",
          "keep",
          String(keep - Math.floor(interval / 2)),
          program,
        ],
        { input: JSON.stringify(snapshots.map(({ id, tags }) => ({ id, tags, time: "2000-01-01T00:00:00Z" }))) },
      )
        .toString()
        .split("\n")
        .filter(Boolean)
        .sort();

    /** A run of two items and, where it became complete, its manifest. */
    const run = (name: string, age: number, { service = "wiki", complete = true } = {}): Snapshot[] =>
      ["a", "b", ...(complete ? ["manifest"] : [])].map((part) => ({
        id: `${name}-${part}`,
        arrived: now - age,
        tags: [`service=${service}`, `run=${name}`, ...(part === "manifest" ? ["complete", "purpose=regular"] : [])],
      }));
    const [interval, count, keep] = [6 * hour, 30, 180 * hour];
    const regular = (amount: number): Snapshot[] =>
      Array.from({ length: amount }, (_, index) => run(`r${index}`, index * interval + 60)).flat();

    it("thirty stay; the 31st takes the first one with it, all of its parts", () => {
      assert.deepEqual(leaving(regular(30), count, keep, interval), []);
      assert.deepEqual(leaving(regular(31), count, keep, interval), ["r30-a", "r30-b", "r30-manifest"]);
    });

    it("with runs by the plan, it is those that the plan names", () => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 40 }), (amount, kept) => {
          const gone = new Set(
            leaving(regular(amount), kept, kept * interval, interval).map((id) => Number(id.split("-")[0]!.slice(1))),
          );
          const times = Array.from({ length: amount }, (_, index) => now - index * interval - 60);
          assert.deepEqual(
            [...gone].map((index) => times[index]!).sort(),
            toRemove(times, { snapshots: kept } as BackupPlan),
          );
        }),
        { numRuns: 15 },
      );
    });

    it("who adds many pushes none out before its time, whatever time they claim", () => {
      const flood = Array.from({ length: 500 }, (_, index) => run(`f${index}`, 10)).flat();
      assert.deepEqual(leaving([...regular(30), ...flood], count, keep, interval), []);
    });

    it("a service that is backed up no more keeps its newest ones for good; services do not count against each other", () => {
      const old = Array.from({ length: 30 }, (_, index) =>
        run(`o${index}`, 1_000 * 24 * hour + index * interval, { service: "old" }),
      ).flat();
      assert.deepEqual(leaving([...old, ...regular(30)], count, keep, interval), []);
    });

    it("what never became complete goes after a day, and counts for nothing", () => {
      const parts = [...run("young", 23 * hour, { complete: false }), ...run("stale", 25 * hour, { complete: false })];
      assert.deepEqual(leaving([...regular(30), ...parts], count, keep, interval), ["stale-a", "stale-b"]);
    });
  });
