import assert from "node:assert/strict";
import { eventually, type TestPlatform } from "../lab/platform";
import { contents } from "./contents";
import { Gate, journal, remember, report, run, runs, slotNow, tried } from "./machine";

const machines = ["hive1", "hive2", "hive3"] as const;

/** What goes wrong while backups are made. */
export function faultCases(platform: TestPlatform): void {
  describe("faults", () => {
    const now = (): number => Math.floor(Date.now() / 1000);

    it("the database is killed during its dump: no complete backup appears, the failure is reported, the next one succeeds (B1)", async () => {
      const server = await platform.hostOf("mariadb");
      const container = "$(docker ps -q --filter label=com.docker.swarm.service.name=mariadb)";
      const sql = (text: string): Promise<string> =>
        platform.on(
          server,
          `docker exec -i ${container} sh -c 'MYSQL_PWD=$(cat /run/secrets/administrator) mariadb -h 127.0.0.1 -u administrator pad'`,
          text,
        );
      // More than all pipes and sockets on the way hold.
      await sql(
        "CREATE TABLE ballast (text LONGTEXT); INSERT INTO ballast SELECT REPEAT(MD5(RAND()), 32768) FROM seq_1_to_48;",
      );
      const before = await runs(platform, "pad");
      const gate = new Gate(platform, "hive2", "dump");
      await gate.put(
        "restic",
        'case "$*" in *"--stdin-filename mariadb/pad"*) { head -c 1000; reached; cat; } | /usr/bin/restic "$@"; exit;; esac',
      );
      const ended = gate.start("run pad");
      await gate.reached();
      await platform.on(server, `docker kill ${container} > /dev/null`);
      await gate.open();
      const { status, said } = await ended;
      assert.equal(status, 1, said);
      assert.match(
        said,
        /backup of pad failed: repository cellar: .*(the dump of the database pad broke off|Lost connection)/i,
      );
      assert.match((await report(platform, "pad")).failure!.why, /dump|connection/i);
      assert.deepEqual(await runs(platform, "pad"), before);
      await eventually("the database", 90, async () =>
        assert.equal((await tried(platform, "hive1", "ruche-backup run pad")).status, 0),
      );
      assert.equal((await report(platform, "pad")).failure, null);
      assert.equal((await runs(platform, "pad")).length, before.length + 1);
      const back = await platform.hostOf("mariadb");
      await platform.on(
        back,
        `docker exec -i ${container} sh -c 'MYSQL_PWD=$(cat /run/secrets/administrator) mariadb -h 127.0.0.1 -u ` +
          `administrator pad -e "DROP TABLE ballast"'`,
      );
    });

    it("a clock was an hour ahead, or a day: at most one slot passes (B10)", async () => {
      for (const ahead of [3_600, 86_400]) {
        const { last } = await report(platform, "home");
        const slot = await slotNow(platform, "home");
        // What the wrong clock left: a backup that says it was made in a slot to come.
        await remember(platform, "home", `.times = [${slot.start - 60}, ${slot.end - 3_600 + ahead}]`);
        await platform.on("hive1", "ruche-backup tick");
        const then = await report(platform, "home");
        assert.notEqual(then.last!.run, last!.run, `${ahead} s ahead: this slot has its backup`);
      }
      await remember(platform, "home", ".times = [now | floor]");
    });

    it("the repository's machine is down: a clear reason and a loud late alert; when it is back, the backup is made by itself (B1, B10)", async () => {
      await platform.docker("stop", "-t", "2", platform.container("cellar"));
      try {
        const { status, said } = await tried(platform, "hive1", "ruche-backup run wiki");
        assert.equal(status, 1);
        assert.match(
          said,
          /backup of wiki failed: repository cellar: .*(timed out|No route to host|refused|unreachable)/i,
        );
        await remember(
          platform,
          "wiki",
          `.times = [${now() - 86_400}] | .since = ${now() - 86_400} | .failure.times = 1 | .failure.at = ${now() - 70}`,
        );
        await eventually("the alert", 150, async () => {
          const texts = await Promise.all(machines.map((machine) => journal(platform, machine)));
          assert.match(
            texts.join("\n"),
            /LATE: the newest backup of wiki is 14\d\d minutes old; the last try on hive\d failed: repository cellar: /,
          );
        });
        assert.equal((await report(platform, "wiki")).late, true);
      } finally {
        await platform.docker("start", platform.container("cellar"));
      }
      await remember(platform, "wiki", ".failure.times = 1");
      await eventually("the backup that catches up", 200, async () => {
        const { late, failure, last } = await report(platform, "wiki");
        assert.deepEqual([late, failure], [false, null]);
        assert.ok(now() - last!.at < 200);
      });
    });

    it("the machine that makes a backup is killed: another one makes it, and a restore of half a backup is impossible (B1)", async () => {
      const busy = machines.find((machine) => machine !== "hive1")!;
      const before = await runs(platform, "wiki");
      await contents(platform).wiki.put("changed", "before the machine was lost");
      await remember(platform, "wiki", ".times = []");
      const gate = new Gate(platform, busy, "lost");
      await gate.put("restic", 'case "$*" in *manifest.json*) reached;; esac');
      const ended = gate.start("run wiki");
      await gate.reached();
      assert.deepEqual(await runs(platform, "wiki"), before, "the manifest comes last");
      assert.match(
        (await tried(platform, "hive1", "flock -n /DATA/.ruche/backup/locks/wiki true; echo $?")).said,
        /^1/,
      );
      await platform.docker("kill", platform.container(busy));
      await ended;
      try {
        await eventually("the backup by another machine", 180, async () => {
          const after = await runs(platform, "wiki");
          assert.equal(after.length, before.length + 1);
          assert.notEqual((await report(platform, "wiki")).last!.machine, busy);
        });
      } finally {
        await platform.docker("start", platform.container(busy));
      }
      await eventually("the machine that was lost", 180, () => run(platform, "home", busy));
    });
  });
}
