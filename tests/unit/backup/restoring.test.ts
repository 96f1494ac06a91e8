import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { BackedUp, dump } from "./backedUp";
import { containerOf, lost } from "./declared";
import { now } from "./fakeMachine";

describe("a restore in place", () => {
  let machine: BackedUp;
  beforeEach(() => {
    machine = new BackedUp();
  });
  afterEach(() => machine.end());

  it("stops the service, brings back files and database with its user, and starts as many copies as there were", () => {
    assert.equal(
      machine.well(`restore wiki ${machine.backup}`, machine.given()),
      `{"run":"${machine.backup}","safety":null,"missing":[]}\n`,
    );
    machine.holds("as it was", dump);
    machine.runsOn();
    assert.equal(machine.read("networks/data/users"), "of the administrator\nGRANT;\n");
    const scaled = machine.calls("docker", "scale").map(({ words }) => words.at(-1));
    assert.deepEqual(scaled, ["wiki=0", "wiki=2"]);
    const order = machine.read("calls").split("\n");
    const stopped = order.findLastIndex((line) => line.includes('"ps"'));
    assert.ok(
      stopped < order.findIndex((line) => line.includes('"restore"')),
      "nothing is brought before all has ended",
    );
    assert.ok(machine.calls("docker", "ps").length === 3, "what lingers is waited for");
    assert.match(machine.calls("restic", "restore")[0]!.words.join(" "), /--no-lock .* restore -q --verify --target /);
  });

  it("stops what works for the service beside it first, and starts it last", () => {
    machine.declare({ service: "wiki-worker" });
    machine.declare({
      database: true,
      ...({ containers: [containerOf("wiki"), containerOf("wiki-worker")] } as object),
    });
    machine.well(`restore wiki ${machine.backup}`, machine.given());
    const scaled = machine.calls("docker", "scale").map(({ words }) => words.at(-1));
    assert.deepEqual(scaled, ["wiki-worker=0", "wiki=0", "wiki=2", "wiki-worker=1"]);
  });

  describe("with workloads beside the service", () => {
    const copies = (): number[] =>
      ["wiki", "wiki-a", "wiki-b"].map((name) => machine.json<{ replicas: number }>(`cluster/${name}.json`).replicas);
    const refuse = (scale: string): void =>
      machine.hook(
        "docker",
        `[ "$1 $2" != "service scale" ] || [ "\${@: -1}" != ${scale} ] || { echo "Error response from daemon: no leader" >&2; exit 1; }`,
      );
    beforeEach(() => {
      const containers = ["wiki", "wiki-a", "wiki-b"].map((name) => containerOf(name));
      machine.declare({ database: true, ...({ containers } as object) });
      for (const name of ["wiki-a", "wiki-b"])
        machine.write(`cluster/${name}.json`, JSON.stringify({ replicas: 1, looks: 0 }));
    });
    const restore = (): string => machine.run(`restore wiki ${machine.backup}`, machine.given()).said;

    it("starts all of them again where one cannot be stopped, and says which one", () => {
      refuse("wiki-b=0");
      const why = "wiki-b cannot be stopped: Error response from daemon: no leader";
      assert.equal(restore(), `${why}; wiki runs on as it was\n`);
      assert.deepEqual(copies(), [2, 1, 1]);
      machine.holds("newer", "row three\n");
      machine.runsOn();
      assert.equal(machine.run("hold wiki").said, `${why}; wiki runs on as it was\n`);
      assert.deepEqual(copies(), [2, 1, 1]);
      machine.runsOn();
    });

    it("leaves the service stopped in the middle of what is taken over", () => {
      machine.hook("mv", 'case "$*" in *storage.replaced) exit 1;; esac');
      restore();
      machine.unhook("mv");
      refuse("wiki-b=0");
      assert.equal(restore(), "wiki-b cannot be stopped: Error response from daemon: no leader\n");
      assert.deepEqual([copies()[0], machine.has(machine.journal)], [0, true]);
    });

    it("takes one that is gone for stopped", () => {
      rmSync(machine.path("cluster/wiki-b.json"));
      assert.equal(restore(), "");
      machine.holds("as it was", dump);
      machine.runsOn();
    });

    it("says which one could not be started, and that the data is there; the same command finishes it", () => {
      refuse("wiki-a=1");
      assert.equal(
        restore(),
        "wiki is restored; wiki-a could not be started: Error response from daemon: no leader; " +
          "run the same command again to finish it\n",
      );
      assert.deepEqual(copies(), [2, 0, 1]);
      machine.unhook("docker");
      assert.equal(restore(), "");
      assert.deepEqual(copies(), [2, 1, 1]);
      machine.holds("as it was", dump);
      machine.runsOn();
    });
  });

  it("asks again for each tool that could not begin, since Docker had lost the network", () => {
    machine.hook("docker", lost(3));
    machine.well(`restore wiki ${machine.backup}`, machine.given());
    machine.holds("as it was", dump);
    machine.runsOn();
  });

  it("backs up what it replaces, where that is wanted, and tells the name", () => {
    const answer = JSON.parse(machine.well(`restore wiki ${machine.backup}`, machine.given({ safety: true }))) as {
      run: string;
      safety: string;
    };
    assert.equal(answer.run, machine.backup);
    machine.holds("as it was", dump);
    assert.deepEqual(machine.purposes, ["regular", "safety"]);
    assert.equal(machine.state().times!.length, 1, "a safety backup is none of the plan");
    machine.well(`restore wiki ${answer.safety}`, machine.given());
    machine.holds("newer", "row three\n");
    machine.runsOn();
  });

  it("does nothing where the safety backup fails, and says how to go without", () => {
    machine.hook("restic", 'case "$*" in *" backup "*) echo "Fatal: no space left" >&2; exit 1;; esac');
    const { status, printed, said } = machine.run(`restore wiki ${machine.backup}`, machine.given({ safety: true }));
    assert.deepEqual([status, printed], [1, ""]);
    assert.equal(
      said,
      "backup of wiki failed: repository cellar: Fatal: no space left\nno safety backup could be made of what the restore would replace, so nothing was touched; to go without: --without-safety\n",
    );
    machine.holds("newer", "row three\n");
    machine.runsOn();
  });

  const failing: readonly (readonly [string, string, string, RegExp])[] = [
    [
      "files do not come",
      "restic",
      'case "$*" in *" restore "*) echo "Fatal: pack is damaged" >&2; exit 1;; esac',
      /Fatal: pack is damaged/,
    ],
    [
      "a dump is cut",
      "restic",
      'case "$*" in *mariadb-wiki.sql*) echo "row"; echo "client_loop: send disconnect: Connection timed out" >&2; exit 1;; esac',
      /Connection timed out/,
    ],
    [
      "the database refuses it",
      "docker",
      'case "$*" in *load*|*"cat >"*) cat > /dev/null; echo "ERROR 1064 at line 3" >&2; exit 1;; esac',
      /ERROR 1064 at line 3/,
    ],
  ];
  for (const [when, program, script, why] of failing)
    it(`leaves the service as it was when ${when}`, () => {
      machine.hook(program, script);
      const { status, said } = machine.run(`restore wiki ${machine.backup}`, machine.given());
      assert.equal(status, 1);
      assert.match(said, /^restoring wiki failed, it runs on as it was: /);
      assert.match(said, why);
      machine.holds("newer", "row three\n");
      machine.runsOn();
    });

  it("leaves the service as it was when the backup holds what is declared no more", () => {
    machine.declare();
    const { said } = machine.run(`restore wiki ${machine.backup}`, machine.given());
    assert.match(
      said,
      /^restoring wiki failed, it runs on as it was: error: the backup holds \{"kind": "database", "engine": "mariadb", "name": "wiki".*\}, which wiki does not declare any more\n$/,
    );
    machine.runsOn();
  });

  it("touches nothing without the run, without a password, or with input that is no JSON", () => {
    for (const [words, input, why] of [
      ["restore wiki 20260101T000000Z-000000", machine.given(), /^no repository has a complete backup 20260101T0/],
      [`restore wiki ${machine.backup}`, "{", /^standard input is not JSON/],
      [
        `restore chat ${machine.backup}`,
        machine.given(),
        /^there is no service chat to back up here; there are: wiki\n/,
      ],
    ] as const) {
      const { status, said } = machine.run(words, input);
      assert.equal(status, 1);
      assert.match(said, why);
      assert.deepEqual(machine.calls("docker", "scale"), []);
    }
    assert.match(
      machine.run(`restore wiki ${machine.backup}`, "{}").said,
      /^restoring wiki failed, it runs on as it was: error: standard input does not give 'administrator' for mariadb/,
    );
    machine.holds("newer", "row three\n");
    machine.runsOn();
  });

  it("that failed while it was taken over stays stopped; the same command finishes it, and another run is refused", () => {
    machine.hook("mv", 'case "$*" in *storage.replaced) echo "mv: input/output error" >&2; exit 1;; esac');
    const { status, said } = machine.run(`restore wiki ${machine.backup}`, machine.given());
    assert.equal(status, 1);
    assert.equal(
      said,
      "restoring wiki stopped in the middle: mv: input/output error. The service stays stopped; run the same command again to finish it\n",
    );
    assert.equal(machine.replicas, 0);
    assert.deepEqual(machine.json(machine.journal), { run: machine.backup, replicas: 2, staged: "beside" });
    assert.equal(machine.run("run wiki").status, 1);
    machine.unhook("mv");
    const other = "20260101T000000Z-000000";
    machine.hook("restic", `case "$*" in *run=${other}*) echo '{"version":1,"items":[]}'; exit 0;; esac`);
    machine.forgetCalls();
    machine.well(`restore wiki ${machine.backup}`, machine.given({ safety: true }));
    machine.holds("as it was", dump);
    machine.runsOn();
    assert.deepEqual(machine.calls("restic", "backup"), [], "too late for a safety backup");
    assert.deepEqual(machine.calls("restic", "restore"), [], "what was staged is not brought again");
  });

  it("in whose middle another run is wanted refuses that", () => {
    machine.write(machine.journal, '{"run":"20260101T000000Z-000000","replicas":2}');
    assert.equal(
      machine.run(`restore wiki ${machine.backup}`, machine.given()).said,
      "wiki is in the middle of a restore of 20260101T000000Z-000000: finish that first (--snapshot 20260101T000000Z-000000)\n",
    );
    assert.equal(
      machine.run("hold wiki").said,
      "wiki is in the middle of a restore of 20260101T000000Z-000000: finish that first\n",
    );
  });

  it("that cannot stop the service says why, and the same command goes on", () => {
    machine.hook("docker", 'case "$*" in *scale*) echo "Error response from daemon: no leader" >&2; exit 1;; esac');
    assert.equal(
      machine.run(`restore wiki ${machine.backup}`, machine.given()).said,
      "wiki cannot be stopped: Error response from daemon: no leader; " +
        "wiki could not be started: Error response from daemon: no leader; run the same command again to finish it\n",
    );
    machine.unhook("docker");
    machine.well(`restore wiki ${machine.backup}`, machine.given());
    machine.holds("as it was", dump);
    machine.runsOn();
  });

  for (const [step, program, name] of [
    [1, "mv", "the old files are put away"],
    [2, "mv", "the new ones are put in their place"],
    [1, "rm", "what is left is removed"],
  ] as const)
    it(`that is killed before ${name} is finished by the same command, also twice`, () => {
      machine.hook(
        program,
        `case "$*" in *storage.restoring*|*storage.replaced*) echo >> ${machine.folder}/steps; [ -d ${machine.path(`${machine.files}.restoring`)}/tmp ] || exit 0; [ $(wc -l < ${machine.folder}/steps) != ${step + (program === "rm" ? 1 : 0)} ] || kill -9 $(ps -o ppid= $PPID);; esac`,
      );
      machine.run(`restore wiki ${machine.backup}`, machine.given());
      machine.unhook(program);
      assert.ok(machine.has(machine.journal), "it is in the middle");
      machine.well(`restore wiki ${machine.backup}`, machine.given());
      machine.holds("as it was", dump);
      machine.runsOn();
    });

  it("waits for another one, which it then follows", async () => {
    machine.hook("restic", `[ -e ${machine.folder}/once ] || { touch ${machine.folder}/once; sleep 1; }`);
    const first = machine.start(`restore wiki ${machine.backup}`, machine.given());
    const begin = now();
    while (machine.flock("wiki")) assert.ok(now() - begin < 10);
    const second = machine.run(`restore wiki ${machine.backup}`, machine.given());
    assert.equal(second.status, 0, second.said);
    assert.equal(first.exitCode ?? (await new Promise((resolve) => first.once("exit", resolve))), 0);
    machine.holds("as it was", dump);
    machine.runsOn();
  });
});
