import assert from "node:assert/strict";
import { eventually, type Status, type TestPlatform } from "./platform";

/** Replicated storage. */
export function storageCases(platform: TestPlatform): void {
  describe("storage", () => {
    it("what one host writes below /DATA the others read at once (P5)", async () => {
      await platform.on("hive1", "echo written-on-hive1 > /DATA/storage-test");
      assert.equal(await platform.on("hive2", "cat /DATA/storage-test"), "written-on-hive1");
      assert.equal(await platform.on("hive3", "cat /DATA/storage-test"), "written-on-hive1");
    });

    it("the volume is limited to its members, has quorum, and is mounted at boot (P5)", async () => {
      const allowed = await platform.on(
        "hive1",
        "gluster volume get data auth.allow | awk '$1 == \"auth.allow\" {print $2}'",
      );
      assert.deepEqual(
        allowed.split(",").sort(),
        ["127.0.0.1", platform.address(1), platform.address(2), platform.address(3)].sort(),
      );
      assert.match(
        await platform.on("hive1", "gluster volume get data cluster.quorum-type"),
        /cluster\.quorum-type\s+auto/,
      );
      assert.equal(await platform.on("hive2", "systemctl is-enabled ruche-mount-data.service"), "enabled");
    });

    it("status tells room, load, copies, what heals and whether databases answer; of a lost copy, which it is", async () => {
      const of = async () => (await platform.ruche<Status>(["status", "lab"])).json;
      const { machines, volumes, databases } = await of();
      for (const { name, memory, disks, reason } of machines) {
        const mounts = name === "cellar" ? ["/"] : ["/", "/DATA"];
        assert.deepEqual([Object.keys(disks!), memory!.free > 0, reason], [mounts, true, null], name);
      }
      assert.deepEqual(volumes[0]?.there, ["hive1", "hive2", "hive3"]);
      assert.deepEqual(databases, [{ name: "mariadb", version: "11.8", answers: true, reason: null }]);
      const brick = "'^[^ ]*glusterfsd .*data'";
      await platform.on("hive3", `pkill -KILL -f ${brick}`);
      try {
        await eventually("status to tell it", 60, async () => {
          const [data] = (await of()).volumes;
          assert.deepEqual(
            [data?.missing, data?.pending, data?.reason],
            [["hive3"], null, "the copies of hive3 are not there"],
          );
        });
        assert.equal((await platform.ruche(["status", "lab"])).status, 1);
      } finally {
        await platform.on("hive3", "timeout 60 sh -c 'until gluster volume start data force; do sleep 0.2; done'");
      }
      await eventually("the copy", 60, async () => assert.equal((await platform.ruche(["status", "lab"])).status, 0));
    });

    it("a client that dies is there again at once, and so are the containers and the registry that had its mount (B11)", async () => {
      const on = await platform.hostOf("home");
      const inside = "docker exec $(docker ps -q --filter name=home.)";
      const before = await platform.on(on, `${inside} stat -c %d /srv/www`);
      await platform.on(on, "pkill -KILL -f 'volfile-id=/data [/]DATA'");
      await eventually("the mount", 60, async () => {
        await platform.on(on, "mountpoint -q /DATA");
        const where = await platform.hostOf("home");
        assert.notEqual(`${where} ${await platform.on(where, `${inside} stat -c %d /srv/www`)}`, `${on} ${before}`);
        assert.equal((await platform.http("https://home.lab.internal/")).status, 200);
        const seen = 'ls "/proc/$(pgrep -x docker-registry)/root/DATA/registry"';
        assert.match(await platform.on(on, seen), /docker/);
      });
    });

    it("a client that is no member cannot mount it (P5)", async () => {
      const image = await platform.docker("inspect", "--format", "{{.Config.Image}}", platform.container("hive1"));
      const mount = platform.docker(
        "run",
        "--rm",
        "--runtime",
        platform.place.runtime,
        "--privileged",
        "--network",
        platform.place.prefix,
        "--entrypoint",
        "timeout",
        image,
        "20",
        "mount",
        "-t",
        "glusterfs",
        `${platform.address(1)}:/data`,
        "/mnt",
      );
      await assert.rejects(mount, /failed|Mount failed|exit code/i);
    });

    it("every directory of it can be read on every host: none was made by several at once (P5)", async () => {
      const unreadable = await Promise.all(
        ["hive1", "hive2", "hive3"].map((machine) =>
          platform.on(machine, "find /DATA -xdev 2>&1 > /dev/null | grep -v 'No such file or directory' || true"),
        ),
      );
      assert.deepEqual(unreadable, ["", "", ""]);
    });

    it("a service's directory is the same on every host, with its owner (P5)", async () => {
      await eventually("the wiki's files", 20, async () => {
        const [one, two] = await Promise.all(
          ["hive1", "hive3"].map((machine) => platform.on(machine, "stat -c '%u %a' /DATA/services/wiki/storage")),
        );
        assert.equal(one, two);
      });
    });
  });
}
