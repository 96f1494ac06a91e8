import assert from "node:assert/strict";
import { eventually, type TestPlatform } from "../lab/platform";
import { contents } from "./contents";
import { report, run, runs, tried } from "./machine";

const folder = "/srv/ruche/backup/cellar";
const settings = "/etc/ruche/backup-repository/cellar/settings";
/** restic with the key that may delete, where the repository lies. */
const restic =
  "RESTIC_CACHE_DIR=/var/cache/ruche/restic RESTIC_PASSWORD_FILE=/etc/ruche/backup-repository/cellar/password " +
  `restic -r ${folder}`;
const writer = "/etc/ruche/backup/repositories/cellar";

/** The repository keeps what it was given: against writers, full disks, broken disks, wrong keys and time. */
export function repositoryCases(platform: TestPlatform): void {
  describe("the repository", () => {
    it("the 31st backup removes the first, and many at once remove none (P9, B10)", async () => {
      const before = (await runs(platform, "home")).length;
      const make = (number: number, tags: string): string =>
        `echo '{}' | ${restic} backup -q --stdin --stdin-filename manifest.json --tag service=bees --tag run=r${number} ${tags}`;
      const complete = "--tag complete --tag purpose=regular";
      const left = async (): Promise<number[]> =>
        (
          await platform.on(
            "cellar",
            `${restic} snapshots --json --tag service=bees | jq -r '.[].tags[] | select(startswith("run=r")) | .[5:]'`,
          )
        )
          .split("\n")
          .map(Number)
          .sort((a, b) => a - b);
      const arrived = (number: number, ago: string): string =>
        `touch -d '${ago} ago' ${folder}/snapshots/$(${restic} snapshots --json --tag service=bees,run=r${number} | jq -r '.[0].id')`;
      const prune = (): Promise<string> => platform.on("cellar", "ruche-backup-repository prune cellar");
      // In the order in which they would arrive: six hours apart.
      await platform.on(
        "cellar",
        `for i in $(seq 31); do ${make(0, complete).replace("r0", "r$i")}; done; ${make(32, "")}; ${make(33, "")}`,
      );
      assert.match(await prune(), /nothing to remove/);
      const ids =
        `${restic} snapshots --json --tag service=bees,complete | jq -r '.[] | "\\(.id) \\(.tags[] | ` +
        `select(startswith("run=r")) | .[5:])"'`;
      await platform.on(
        "cellar",
        `${ids} | while read -r id n; do touch -d "$(( (31 - n) * 6 )) hours ago" ${folder}/snapshots/$id; ` +
          `done; ${arrived(32, "25 hours")}`,
      );
      assert.match(await prune(), /removed 2 snapshots/);
      assert.deepEqual(
        await left(),
        [...Array.from({ length: 30 }, (_, index) => index + 2), 33],
        "the first went, and what never became complete",
      );
      assert.equal((await runs(platform, "home")).length, before);
      assert.equal(await platform.on("cellar", `find ${folder} ! -user ruche-backup | wc -l`), "0");
      await platform.on(
        "cellar",
        `${restic} forget -q --prune $(${restic} snapshots --json --tag service=bees | jq -r '.[].id'); chown -R ruche-backup: ${folder}`,
      );
    });

    it("the writer's key cannot delete a snapshot, and runs no other command (B11)", async () => {
      const [first] = await runs(platform, "home");
      const refused = await tried(
        platform,
        "hive1",
        `RESTIC_CACHE_DIR=/tmp/writer RESTIC_PASSWORD_FILE=${writer}/password timeout 8 restic -r rclone:ruche ` +
          `-o rclone.program=${writer}/connect forget $(ruche-backup snapshots home | jq -r '.[0].snapshot')`,
      );
      assert.match(refused.said, /403 Forbidden/);
      await platform.on("cellar", `${restic} unlock -q --remove-all; chown -R ruche-backup: ${folder}`);
      assert.deepEqual((await runs(platform, "home"))[0], first);
      const key = `$(tail -n 1 ${writer}/connect | sed 's/^exec //; s/ "$RUCHE_WISH"$//')`;
      for (const command of ["touch /tmp/owned; id", "read; touch /tmp/owned", "cat /etc/shadow"]) {
        const { said } = await tried(platform, "hive1", `eval "${key} '${command}'" < /dev/null`);
        assert.doesNotMatch(said, /uid=|root:/);
      }
      assert.equal(await platform.on("cellar", "ls /tmp/owned 2>/dev/null | wc -l"), "0");
      const shell = await tried(
        platform,
        "hive1",
        `eval "${key} -N -L 127.0.0.1:7777:127.0.0.1:22" & sleep 2; nc -w 2 127.0.0.1 7777 < /dev/null; kill %1`,
      );
      assert.doesNotMatch(shell.said, /SSH-2\.0/, "no way through it to other ports");
    });

    it("disk full: the message says so, older backups stay and can be restored (B1)", async () => {
      const before = await runs(platform, "home");
      await platform.on(
        "cellar",
        `cp ${settings} ${settings}.test; sed -i 's/reserve=[0-9]*/reserve=999999999999999/' ${settings}`,
      );
      try {
        const { status, said } = await tried(platform, "hive1", "ruche-backup run home");
        assert.equal(status, 1);
        assert.match(
          said,
          /backup of home failed: repository cellar: .*no space left in the repository cellar on cellar: \d+ MiB are free/,
        );
        assert.match((await report(platform, "home")).failure!.why, /no space left/);
        assert.deepEqual(await runs(platform, "home"), before);
        const restored = await platform.ruche(["restore", "lab", "home", "--into", "full-disk"]);
        assert.equal(restored.status, 0, restored.stderr);
      } finally {
        await platform.on("cellar", `mv ${settings}.test ${settings}`);
        await platform.on("hive1", "rm -rf /DATA/restored");
      }
      await run(platform, "home");
      assert.equal((await report(platform, "home")).failure, null);
    });

    it("wrong key: the message says so (B1)", async () => {
      await platform.on("hive2", `cp -p ${writer}/password ${writer}/password.test; echo wrong > ${writer}/password`);
      try {
        assert.match(
          (await tried(platform, "hive2", "ruche-backup run home")).said,
          /backup of home failed: repository cellar: .*wrong password or no key found/,
        );
      } finally {
        await platform.on("hive2", `mv ${writer}/password.test ${writer}/password`);
      }
      await run(platform, "home", "hive2");
    });

    it("one byte flipped in a pack: verifying names it, a restore of it leaves the service as it is (B1)", async () => {
      const wiki = contents(platform).wiki;
      await wiki.put("changed", Array.from({ length: 2000 }, () => Math.random().toString(36)).join(" "));
      const name = await run(platform, "wiki");
      await wiki.put("changed", "newer");
      const well = await platform.ruche(["snapshots", "lab", "home", "--verify"]);
      assert.equal(well.status, 0, well.stderr);
      const newest = (
        await platform.on(
          "cellar",
          `find ${folder}/data -type f -size +10k -printf '%T@ %p\\n' | sort -n | tail -n 1 | cut -d' ' -f2`,
        )
      ).trim();
      const flip = (): Promise<string> =>
        platform.on(
          "cellar",
          `perl -e 'open(F, "+<", $ARGV[0]); binmode F; seek(F, 5000, 0); read(F, $c, 1); seek(F, 5000, 0); ` +
            `print F chr(ord($c) ^ 1)' ${newest}`,
        );
      await flip();
      try {
        const damaged = await platform.ruche<{ error: string }>(["snapshots", "lab", "home", "--verify"]);
        assert.equal(damaged.status, 1);
        assert.ok(
          damaged.json.error.includes("is damaged") &&
            damaged.json.error.includes(newest.split("/").at(-1)!.slice(0, 8)),
          damaged.json.error,
        );
        assert.equal(
          (
            JSON.parse(await platform.on("cellar", "ruche-backup-repository report cellar")) as {
              check: { well: boolean };
            }
          ).check.well,
          false,
        );
        const restored = await platform.ruche<{ error: string }>([
          "restore",
          "lab",
          "wiki",
          "--snapshot",
          name,
          "--consent",
          "wiki",
        ]);
        assert.equal(restored.status, 1);
        assert.match(restored.json.error, /restoring wiki failed, it runs on as it was/);
        await eventually("the wiki", 60, async () => assert.equal(await wiki.get("changed"), "newer"));
      } finally {
        await flip();
      }
      assert.equal((await platform.ruche(["snapshots", "lab", "home", "--verify"])).status, 0);
    });
  });
}
