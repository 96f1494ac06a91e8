import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import { BackedUp, database, dump } from "./backedUp";

describe("a restore elsewhere", () => {
  let machine: BackedUp;
  beforeEach(() => {
    machine = new BackedUp();
  });
  afterEach(() => machine.end());

  describe("beside the service", () => {
    it("goes to a place of its own, and the service goes on", () => {
      assert.equal(
        machine.well(`restore wiki ${machine.backup} kept`, machine.given()),
        `database: restored_kept on mariadb\nfiles of /storage: ${machine.volume}/restored/kept/storage\n`,
      );
      assert.equal(machine.read("DATA/restored/kept/storage/page"), "as it was");
      assert.equal(machine.read("networks/data/mariadb/restored_kept"), dump);
      assert.deepEqual(machine.list("DATA/restored/kept"), ["storage"]);
      machine.holds("newer", "row three\n");
      assert.deepEqual(machine.calls("docker", "service"), []);
      const again = machine.run(`restore wiki ${machine.backup} kept`, machine.given());
      assert.deepEqual(
        [again.status, again.said],
        [1, `${machine.volume}/restored/kept is there already: take another name, or remove it\n`],
      );
    });

    it("puts a folder that lies in another one into its place there", () => {
      mkdirSync(machine.path(`${machine.files}/index`));
      machine.write("DATA/services/wiki/index/words", "index");
      const { items } = machine.json<{ items: object[] }>(`${machine.shared}/services/wiki.json`);
      const index = { kind: "files", path: machine.path("DATA/services/wiki/index"), target: "/storage/index" };
      machine.declare({ database: true, ...({ items: [...items, index] } as object) });
      machine.well(`restore wiki ${machine.well("run wiki").trim()} kept`, machine.given());
      assert.deepEqual(machine.list("DATA/restored/kept/storage"), ["index", "page"]);
      assert.deepEqual(machine.list("DATA/restored/kept/storage/index"), ["words"]);
    });

    it("that failed leaves nothing in its own way", () => {
      machine.hook("restic", 'case "$*" in *" restore "*) echo "Fatal: gone" >&2; exit 1;; esac');
      const { status, said } = machine.run(`restore wiki ${machine.backup} kept`, machine.given());
      assert.deepEqual([status, said], [1, "restoring wiki into kept failed: Fatal: gone\n"]);
      assert.deepEqual(machine.list("DATA/restored"), []);
    });

    it("is refused where the snapshot does not hold what its manifest says", () => {
      machine.hook(
        "restic",
        'case "$*" in *" restore "*) rm -rf "$RUCHE_ROOT"/repositories/cellar/content/*/tmp;; esac',
      );
      assert.match(
        machine.run(`restore wiki ${machine.backup} kept`, machine.given()).said,
        /^restoring wiki into kept failed: error: the snapshot 0+2 does not hold \/.*\/storage\n$/,
      );
    });
  });

  describe("into another server", () => {
    it("begins by a hold that stops and backs up, and ends with its database alone in the new server", () => {
      const held = machine.well("hold wiki").trim();
      assert.deepEqual(machine.json(machine.journal), { held: true, replicas: 2, run: held, safety: held });
      assert.equal(machine.replicas, 0);
      assert.equal(machine.well("hold wiki").trim(), held, "once more changes nothing");
      assert.deepEqual(machine.purposes, ["regular", "safety"]);
      rmSync(machine.path(database));
      machine.write(`${machine.files}/page`, "still there");
      assert.equal(
        machine.well(`restore wiki ${held}`, machine.given()),
        `{"run":"${held}","safety":"${held}","missing":[]}\n`,
      );
      machine.holds("still there", "row three\n");
      machine.runsOn();
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
      machine.runsOn();
    });

    it("leaves the service stopped where its data is not in the new server yet", () => {
      const held = machine.well("hold wiki").trim();
      machine.hook("docker", 'case "$*" in *"cat >"*) echo "ERROR 2002: connection refused" >&2; exit 1;; esac');
      const { status, said } = machine.run(`restore wiki ${held}`, machine.given());
      assert.deepEqual(
        [status, said],
        [1, "wiki stays stopped, since its data is not in the new server yet: ERROR 2002: connection refused\n"],
      );
      assert.equal(machine.replicas, 0);
      assert.equal((JSON.parse(machine.well("report")) as { held: boolean }).held, true);
      machine.unhook("docker");
      machine.well(`restore wiki ${held}`, machine.given());
      machine.runsOn();
    });

    it("is not begun by a restore, where the hold has made no backup yet", () => {
      machine.write(machine.journal, '{"held":true,"replicas":2}');
      assert.match(
        machine.run(`restore wiki ${machine.backup}`, machine.given()).said,
        /^wiki is stopped for a move of its database/,
      );
      assert.ok(machine.well("hold wiki"));
    });
  });
});
