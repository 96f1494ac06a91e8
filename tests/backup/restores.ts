import assert from "node:assert/strict";
import { eventually, type TestPlatform } from "../lab/platform";
import { contents } from "./contents";
import { Gate, report, run, runs, tried } from "./machine";

const filesOnly = JSON.stringify({ databases: {}, secrets: {}, safety: true });

/** What was backed up comes back, and only when it is told to. */
export function restoreCases(platform: TestPlatform): void {
  describe("restores", () => {
    const of = contents(platform);
    const services = ["wiki", "pad", "chat"] as const;
    const each = <T>(work: (service: (typeof services)[number]) => Promise<T>): Promise<T[]> =>
      Promise.all(services.map(work));
    const safety = new Map<string, string>();
    const backup = async (...words: string[]): Promise<string> => {
      const { status, json, stderr } = await platform.ruche<{ backups: { run: string }[] }>([
        "backup",
        "lab",
        ...words,
      ]);
      assert.equal(status, 0, stderr);
      return json.backups[0]!.run;
    };
    const restore = (service: string, ...words: string[]) =>
      platform.ruche<{ safety: string; run: string; where?: string[]; error?: string }>([
        "restore",
        "lab",
        service,
        ...words,
      ]);
    const holds = (service: (typeof services)[number], changed: string, removed: string | undefined) =>
      eventually(`${service}'s content`, 60, async () => {
        assert.deepEqual([await of[service].get("changed"), await of[service].get("removed")], [changed, removed]);
      });

    it("without consent nothing is touched; from before the first backup there is nothing to restore, and the list says so (P9)", async () => {
      await each(async (service) => {
        await of[service].put("changed", "as it was");
        await of[service].put("removed", "as it was");
      });
      await backup();
      const before = await platform.on("hive1", "docker service inspect --format '{{.Version.Index}}' wiki");
      const refused = await restore("wiki");
      assert.deepEqual(
        [refused.status, /Nothing was touched/.test(refused.json.error ?? "")],
        [1, true],
        refused.stderr,
      );
      const early = await restore("wiki", "--at", "2026-01-01T00:00Z", "--consent", "wiki");
      assert.equal(early.status, 2);
      assert.match(
        early.json.error ?? "",
        new RegExp(
          `no backup from before 2026-01-01T00:00Z\\. There are:\n.*${(await runs(platform, "wiki"))[0]!.run}`,
        ),
      );
      assert.equal(await platform.on("hive1", "docker service inspect --format '{{.Version.Index}}' wiki"), before);
      assert.equal((await report(platform, "wiki")).restoring, false);
    });

    it("dump, change, drop, restore, compare: files, MariaDB and PostgreSQL (P9)", async () => {
      await each(async (service) => {
        await of[service].put("changed", "newer");
        await of[service].remove("removed");
        assert.deepEqual([await of[service].get("changed"), await of[service].get("removed")], ["newer", undefined]);
        const { status, json, stderr } = await restore(service, "--consent", service);
        assert.equal(status, 0, stderr);
        safety.set(service, json.safety);
        await holds(service, "as it was", "as it was");
      });
    });

    it("the safety backup that a restore made brings the newer content back (P9)", async () => {
      await each(async (service) => {
        const { status, json, stderr } = await restore(
          service,
          "--snapshot",
          safety.get(service)!,
          "--consent",
          service,
        );
        assert.deepEqual([status, json.run], [0, safety.get(service)], stderr);
        await holds(service, "newer", undefined);
      });
    });

    it("--into restores beside the services, which go on as they are, and takes no name twice (P9)", async () => {
      const ids = (): Promise<string> =>
        platform.on("hive1", "docker service ps -q --filter desired-state=running wiki pad chat");
      const before = await ids();
      const [files, mariadb, postgresql] = await each(async (service) => {
        const { status, json, stderr } = await restore(service, "--into", `aside-${service}`);
        assert.equal(status, 0, stderr);
        return json.where!.join("\n");
      });
      assert.equal(
        await platform.on("hive1", "cat /DATA/restored/aside-wiki/storage/data/pages/removed.txt"),
        "as it was",
      );
      assert.match(files!, /\/DATA\/restored\/aside-wiki\/storage/);
      assert.match(mariadb!, /restored_aside-pad on mariadb/);
      assert.match(postgresql!, /restored_aside-chat on postgresql/);
      assert.equal(await ids(), before);
      await each((service) => holds(service, "newer", undefined));
      for (const service of ["wiki", "pad"])
        assert.match((await restore(service, "--into", `aside-${service}`)).json.error ?? "", /is there already/);
      await platform.on("hive1", "rm -rf /DATA/restored");
    });

    it("two at once, from two machines: one waits for the other, both end well (B1)", async () => {
      const [oldest] = (await runs(platform, "wiki")).filter(({ run: name }) => name !== safety.get("wiki"));
      const both = await Promise.all(
        ["hive1", "hive2"].map((machine) =>
          tried(platform, machine, `ruche-backup restore wiki ${oldest!.run}`, filesOnly),
        ),
      );
      assert.deepEqual(
        both.map(({ status }) => status),
        [0, 0],
        both.map(({ said }) => said).join("\n"),
      );
      const made = both.map(({ said }) => (JSON.parse(said.trim().split("\n")[0]!) as { safety: string }).safety);
      assert.equal(new Set(made).size, 2);
      await eventually("the wiki", 60, async () =>
        assert.equal((await platform.http("https://wiki.lab.internal/health.php")).status, 200),
      );
    });

    describe("that are killed midway", () => {
      let wanted = "";
      const midway = async (name: string, program: string, script: string): Promise<void> => {
        await of.wiki.put("changed", "before the restore");
        const gate = new Gate(platform, "hive1", name);
        await gate.put(program, script);
        const ended = gate.start(`restore wiki ${wanted}`, filesOnly);
        await gate.reached();
        await gate.kill();
        assert.notEqual((await ended).status, 0);
        assert.equal((await report(platform, "wiki")).restoring, true);
        assert.equal(
          (await platform.on("hive1", "docker service ps -q --filter desired-state=running wiki")).trim(),
          "",
          "the service is stopped",
        );
      };
      const finish = async (): Promise<void> => {
        const { status, stderr, json } = await restore("wiki", "--snapshot", wanted, "--consent", "wiki");
        assert.equal(status, 0, stderr);
        await holds("wiki", "the wanted state", undefined);
        assert.equal((await report(platform, "wiki")).restoring, false);
        assert.equal(
          await platform.on(
            "hive1",
            "ls -d /DATA/services/wiki/*.restoring /DATA/services/wiki/*.replaced 2>/dev/null | wc -l",
          ),
          "0",
        );
        const kept = await restore("wiki", "--snapshot", json.safety, "--into", "kept");
        assert.equal(kept.status, 0, kept.stderr);
        assert.equal(
          await platform.on("hive1", "cat /DATA/restored/kept/storage/data/pages/changed.txt; rm -rf /DATA/restored"),
          "before the restore",
        );
      };

      before("a backup", async () => {
        await of.wiki.put("changed", "the wanted state");
        await of.wiki.remove("removed");
        wanted = await run(platform, "wiki");
      });

      it("while files come in: the service is stopped and never on half; the same command finishes, and what was there is kept (P9)", async () => {
        await midway(
          "staging",
          "restic",
          'case "$*" in *" restore "*) mkdir -p /DATA/services/wiki/storage.restoring/DATA; reached;; esac',
        );
        assert.equal(
          await platform.on("hive1", "cat /DATA/services/wiki/storage/data/pages/changed.txt"),
          "before the restore",
        );
        const refused = await tried(platform, "hive2", "ruche-backup run wiki");
        assert.match(refused.said, /in the middle of a restore/);
        await finish();
      });

      it("while they are taken over: the same (P9)", async () => {
        await midway("take-over", "mv", 'case "$*" in *storage.replaced) /usr/bin/mv "$@"; reached; exit 0;; esac');
        assert.equal(
          await platform.on(
            "hive1",
            "ls -d /DATA/services/wiki/storage.replaced /DATA/services/wiki/storage.restoring | wc -l",
          ),
          "2",
        );
        const other = (await runs(platform, "wiki"))[0]!.run;
        assert.match(
          (await restore("wiki", "--snapshot", other, "--consent", "wiki")).json.error ?? "",
          /in the middle of a restore/,
        );
        await finish();
      });
    });
  });
}
