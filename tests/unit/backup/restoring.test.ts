import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { FakeMachine, now } from "./fakeMachine";

const dump = "-- made now\nrow one\nrow two\n";
const database = "networks/data/mariadb/wiki";

describe("a restore", () => {
  let machine: FakeMachine;
  let run = "";
  beforeEach(() => {
    machine = new FakeMachine();
    machine.declare({ database: true });
    run = machine.well("run wiki").trim();
    machine.write(`${machine.files}/page`, "newer");
    machine.write(database, "row three\n");
  });
  afterEach(() => machine.end());

  const holds = (page: string, rows: string): void =>
    assert.deepEqual([machine.read(`${machine.files}/page`), machine.read(database)], [page, rows]);
  const runsOn = (): void => {
    assert.equal(machine.json<{ replicas: number }>("cluster/wiki.json").replicas, 2, "as many copies as before");
    assert.deepEqual(machine.list(`${machine.shared}/restore`), []);
    assert.deepEqual(machine.list("DATA/services/wiki"), ["storage"]);
    assert.deepEqual(machine.list("networks/data/mariadb"), ["wiki"]);
  };
  const purposes = (): string[] =>
    (JSON.parse(machine.well("snapshots wiki")) as { purpose: string }[]).map(({ purpose }) => purpose);

  describe("in place", () => {
    it("stops the service, brings back files and database with its user, and starts as many copies as there were", () => {
      assert.equal(machine.well(`restore wiki ${run}`, machine.given()), `{"run":"${run}","safety":null}\n`);
      holds("as it was", dump);
      runsOn();
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
      assert.match(
        machine.calls("restic", "restore")[0]!.words.join(" "),
        /--no-lock .* restore -q --verify --target /,
      );
    });

    it("backs up what it replaces, where that is wanted, and tells the name", () => {
      const answer = JSON.parse(machine.well(`restore wiki ${run}`, machine.given({ safety: true }))) as {
        run: string;
        safety: string;
      };
      assert.equal(answer.run, run);
      holds("as it was", dump);
      assert.deepEqual(purposes(), ["regular", "safety"]);
      assert.equal(machine.state().times!.length, 1, "a safety backup is none of the plan");
      machine.well(`restore wiki ${answer.safety}`, machine.given());
      holds("newer", "row three\n");
      runsOn();
    });

    it("does nothing where the safety backup fails, and says how to go without", () => {
      machine.hook("restic", 'case "$*" in *" backup "*) echo "Fatal: no space left" >&2; exit 1;; esac');
      const { status, printed, said } = machine.run(`restore wiki ${run}`, machine.given({ safety: true }));
      assert.deepEqual([status, printed], [1, ""]);
      assert.equal(
        said,
        "backup of wiki failed: repository cellar: Fatal: no space left\nno safety backup could be made of what the restore would replace, so nothing was touched; to go without: --without-safety\n",
      );
      holds("newer", "row three\n");
      runsOn();
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
        'case "$*" in *mariadb/wiki*) echo "row"; echo "client_loop: send disconnect: Connection timed out" >&2; exit 1;; esac',
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
        const { status, said } = machine.run(`restore wiki ${run}`, machine.given());
        assert.equal(status, 1);
        assert.match(said, /^restoring wiki failed, it runs on as it was: /);
        assert.match(said, why);
        holds("newer", "row three\n");
        runsOn();
      });

    it("leaves the service as it was when the backup holds what is declared no more", () => {
      machine.declare();
      const { said } = machine.run(`restore wiki ${run}`, machine.given());
      assert.match(
        said,
        /^restoring wiki failed, it runs on as it was: error: the backup holds \{"kind": "database", "engine": "mariadb", "name": "wiki".*\}, which wiki does not declare any more\n$/,
      );
      runsOn();
    });

    it("touches nothing without the run, without a password, or with input that is no JSON", () => {
      for (const [words, input, why] of [
        ["restore wiki 20260101T000000Z-000000", machine.given(), /^no repository has a complete backup 20260101T0/],
        [`restore wiki ${run}`, "{", /^standard input is not JSON/],
        [`restore chat ${run}`, machine.given(), /^there is no service chat to back up here; there are: wiki\n/],
      ] as const) {
        const { status, said } = machine.run(words, input);
        assert.equal(status, 1);
        assert.match(said, why);
        assert.deepEqual(machine.calls("docker", "scale"), []);
      }
      assert.match(
        machine.run(`restore wiki ${run}`, "{}").said,
        /^restoring wiki failed, it runs on as it was: error: standard input does not give 'administrator' for mariadb/,
      );
      holds("newer", "row three\n");
      runsOn();
    });

    it("that failed while it was taken over stays stopped; the same command finishes it, and another run is refused", () => {
      machine.hook("mv", 'case "$*" in *storage.replaced) echo "mv: input/output error" >&2; exit 1;; esac');
      const { status, said } = machine.run(`restore wiki ${run}`, machine.given());
      assert.equal(status, 1);
      assert.equal(
        said,
        "restoring wiki stopped in the middle: mv: input/output error. The service stays stopped; run the same command again to finish it\n",
      );
      assert.equal(machine.json<{ replicas: number }>("cluster/wiki.json").replicas, 0);
      assert.deepEqual(machine.json(machine.journal), { run, replicas: 2, staged: true });
      assert.equal(machine.run("run wiki").status, 1);
      machine.unhook("mv");
      const other = "20260101T000000Z-000000";
      machine.hook("restic", `case "$*" in *run=${other}*) echo '{"version":1,"items":[]}'; exit 0;; esac`);
      machine.forgetCalls();
      machine.well(`restore wiki ${run}`, machine.given({ safety: true }));
      holds("as it was", dump);
      runsOn();
      assert.deepEqual(machine.calls("restic", "backup"), [], "too late for a safety backup");
      assert.deepEqual(machine.calls("restic", "restore"), [], "what was staged is not brought again");
    });

    it("in whose middle another run is wanted refuses that", () => {
      machine.write(machine.journal, '{"run":"20260101T000000Z-000000","replicas":2}');
      assert.equal(
        machine.run(`restore wiki ${run}`, machine.given()).said,
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
        machine.run(`restore wiki ${run}`, machine.given()).said,
        "wiki cannot be stopped: Error response from daemon: no leader\n",
      );
      machine.unhook("docker");
      machine.well(`restore wiki ${run}`, machine.given());
      holds("as it was", dump);
      runsOn();
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
        machine.run(`restore wiki ${run}`, machine.given());
        machine.unhook(program);
        assert.ok(machine.has(machine.journal), "it is in the middle");
        machine.well(`restore wiki ${run}`, machine.given());
        holds("as it was", dump);
        runsOn();
      });
  });

  describe("beside the service", () => {
    it("goes to a place of its own, and the service goes on", () => {
      assert.equal(
        machine.well(`restore wiki ${run} kept`, machine.given()),
        `database: restored_kept on mariadb\nfiles of /storage: ${machine.volume}/restored/kept/storage\n`,
      );
      assert.equal(machine.read("DATA/restored/kept/storage/page"), "as it was");
      assert.equal(machine.read("networks/data/mariadb/restored_kept"), dump);
      assert.deepEqual(machine.list("DATA/restored/kept"), ["storage"]);
      holds("newer", "row three\n");
      assert.deepEqual(machine.calls("docker", "service"), []);
      const again = machine.run(`restore wiki ${run} kept`, machine.given());
      assert.deepEqual(
        [again.status, again.said],
        [1, `${machine.volume}/restored/kept is there already: take another name, or remove it\n`],
      );
    });

    it("that failed leaves nothing in its own way", () => {
      machine.hook("restic", 'case "$*" in *" restore "*) echo "Fatal: gone" >&2; exit 1;; esac');
      const { status, said } = machine.run(`restore wiki ${run} kept`, machine.given());
      assert.deepEqual([status, said], [1, "restoring wiki into kept failed: Fatal: gone\n"]);
      assert.deepEqual(machine.list("DATA/restored"), []);
    });

    it("is refused where the snapshot does not hold what its manifest says", () => {
      machine.hook(
        "restic",
        'case "$*" in *" restore "*) rm -rf ' + machine.folder + "/repositories/cellar/content/*/tmp;; esac",
      );
      assert.match(
        machine.run(`restore wiki ${run} kept`, machine.given()).said,
        /^restoring wiki into kept failed: error: the snapshot 0+2 does not hold \/.*\/storage\n$/,
      );
    });
  });

  describe("into another server", () => {
    it("begins by a hold that stops and backs up, and ends with its database alone in the new server", () => {
      const held = machine.well("hold wiki").trim();
      assert.deepEqual(machine.json(machine.journal), { held: true, replicas: 2, run: held, safety: held });
      assert.equal(machine.json<{ replicas: number }>("cluster/wiki.json").replicas, 0);
      assert.equal(machine.well("hold wiki").trim(), held, "once more changes nothing");
      assert.deepEqual(purposes(), ["regular", "safety"]);
      rmSync(machine.path(database));
      machine.write(`${machine.files}/page`, "still there");
      assert.equal(machine.well(`restore wiki ${held}`, machine.given()), `{"run":"${held}","safety":"${held}"}\n`);
      holds("still there", "row three\n");
      runsOn();
      assert.deepEqual(machine.calls("restic", "restore"), []);
    });

    it("lets the service run on where no backup could be made", () => {
      machine.repository("cellar", "exit 1");
      const { status, said } = machine.run("hold wiki");
      assert.deepEqual(
        [status, said],
        [
          1,
          "backup of wiki failed: repository cellar: the connection broke off\nno backup of wiki could be made, so it runs on as it was\n",
        ],
      );
      runsOn();
    });

    it("leaves the service stopped where its data is not in the new server yet", () => {
      const held = machine.well("hold wiki").trim();
      machine.hook("docker", 'case "$*" in *"cat >"*) echo "ERROR 2002: connection refused" >&2; exit 1;; esac');
      const { status, said } = machine.run(`restore wiki ${held}`, machine.given());
      assert.deepEqual(
        [status, said],
        [1, "wiki stays stopped, since its data is not in the new server yet: ERROR 2002: connection refused\n"],
      );
      assert.equal(machine.json<{ replicas: number }>("cluster/wiki.json").replicas, 0);
      assert.equal((JSON.parse(machine.well("report")) as { held: boolean }).held, true);
      machine.unhook("docker");
      machine.well(`restore wiki ${held}`, machine.given());
      runsOn();
    });

    it("is not begun by a restore, where the hold has made no backup yet", () => {
      machine.write(machine.journal, '{"held":true,"replicas":2}');
      assert.match(
        machine.run(`restore wiki ${run}`, machine.given()).said,
        /^wiki is stopped for a move of its database/,
      );
      assert.ok(machine.well("hold wiki"));
    });
  });

  it("waits for another one, which it then follows", async () => {
    machine.hook("restic", `[ -e ${machine.folder}/once ] || { touch ${machine.folder}/once; sleep 1; }`);
    const first = machine.start(`restore wiki ${run}`, machine.given());
    const begin = now();
    while (machine.flock("wiki")) assert.ok(now() - begin < 10);
    const second = machine.run(`restore wiki ${run}`, machine.given());
    assert.equal(second.status, 0, second.said);
    assert.equal(first.exitCode ?? (await new Promise((resolve) => first.once("exit", resolve))), 0);
    holds("as it was", dump);
    runsOn();
  });
});
