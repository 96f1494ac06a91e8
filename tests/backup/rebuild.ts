import assert from "node:assert/strict";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TestPlatform } from "../lab/platform";
import { contents } from "./contents";
import { newer } from "./upgrade";

/** What is found that nobody declared, and the whole platform gone. */
export function rebuildCases(platform: TestPlatform): void {
  describe("coverage", () => {
    interface Coverage {
      uncovered: { service: string; where: string; path: string }[];
    }

    it("the catalogue writes nothing that is neither backed up nor known to be worthless (B4)", async () => {
      const { status, json } = await platform.ruche<Coverage>(["coverage", "lab"]);
      assert.deepEqual([status, json.uncovered], [0, []]);
    });

    it("a file beside what is declared is found, in a container and on the volume (B4)", async () => {
      const machine = await platform.hostOf("pad");
      const container = (
        await platform.on(machine, "docker ps -q --filter label=com.docker.swarm.service.name=pad")
      ).trim();
      await platform.on(
        machine,
        `docker exec -u 0 ${container} sh -c 'echo kept > /opt/etherpad/var/lost'; ` +
          "mkdir -p /DATA/services/wiki/other; echo kept > /DATA/services/wiki/other/lost",
      );
      const {
        status,
        json: { uncovered },
      } = await platform.ruche<Coverage>(["coverage", "lab"]);
      await platform.on(
        machine,
        `docker exec -u 0 ${container} rm /opt/etherpad/var/lost; rm -r /DATA/services/wiki/other`,
      );
      assert.equal(status, 1);
      assert.deepEqual(
        uncovered.map(({ service, where, path }) => [service, where, path]),
        [
          ["pad", "container", "/opt/etherpad/var/lost"],
          ["wiki", "volume", "/other/lost"],
        ],
      );
    });
  });

  describe("rehearsal", () => {
    interface Rehearsal {
      drills: { passed: boolean; image: string; assertions: { passed: boolean; detail: string }[] }[];
    }
    const dockerfile = join(platform.folder, "images/web/Dockerfile");
    const evidence = join(platform.folder, "evidence/lab/home.json");

    it("an upgrade is tried on the newest backup before it is made: one that works, and one that does not; neither is evidence (B13)", async () => {
      const [before, proven] = [readFileSync(dockerfile, "utf8"), readFileSync(evidence, "utf8")];
      try {
        const running = (
          await platform.on(
            "hive1",
            "docker service inspect --format '{{.Spec.TaskTemplate.ContainerSpec.Image}}' home",
          )
        ).trim();
        writeFileSync(dockerfile, `# Another image.\n${before}`);
        const good = await platform.ruche<Rehearsal>(["drill", "lab", "home", "--declared"]);
        assert.equal(good.status, 0, good.stderr);
        assert.notEqual(good.json.drills[0]!.image, running);
        writeFileSync(dockerfile, before.replace(/^CMD .*$/m, 'CMD ["false"]'));
        const bad = await platform.ruche<Rehearsal>(["drill", "lab", "home", "--declared"]);
        assert.equal(bad.status, 1);
        assert.match(bad.json.drills[0]!.assertions.find(({ passed }) => !passed)!.detail, /the drill of home failed/);
      } finally {
        writeFileSync(dockerfile, before);
      }
      assert.equal(readFileSync(evidence, "utf8"), proven);
    });
  });

  describe("the whole platform gone", function () {
    this.timeout(900_000);
    const clone = new TestPlatform();
    let back = false;
    after(async () => {
      if (!back) await clone.ruche(["down", "lab", "--consent", "lab"]);
      clone.remove();
    });

    it("while a machine of the cluster answers, nothing is rebuilt (P9)", async () => {
      const { status, stderr } = await platform.ruche(["rebuild", "lab", "--consent", "lab"]);
      assert.equal(status, 1);
      assert.match(stderr, /hive1, hive2, hive3 still answer/);
    });

    it("every machine but the one with the backups destroyed, disks too, and the clone: one command in another clone brings all services back, canaries and contents (P9, B2, B3)", async () => {
      const services = contents(platform);
      for (const content of Object.values(services)) await content.put("rebuilt", "written before the fire");
      assert.equal((await platform.ruche(["backup", "lab"])).status, 0);
      for (const machine of ["hive1", "hive2", "hive3"]) await platform.destroy(machine);
      // With their disks gone they would come up empty: that is no repair.
      const {
        json: { findings },
      } = await platform.ruche<{ findings: readonly { on: string; repairedByUp: boolean }[] }>(["drift", "lab"]);
      assert.deepEqual(
        findings.filter(({ on }) => on.startsWith("hive")).map(({ repairedByUp }) => repairedByUp),
        [false, false, false],
      );
      const unsaid = await platform.ruche(["rebuild", "lab"]);
      assert.equal(unsaid.status, 1);
      assert.match(unsaid.stderr, /Nothing was touched/);

      // The clone that made the platform is lost, too: there is the repository, the passphrase, and what the machine
      // with the backups has.
      const copy = join(clone.folder, "state.json");
      writeFileSync(copy, await platform.on("cellar", "cat /srv/ruche/state/lab.json"));
      for (const committed of ["environments", ...newer.map(([file]) => file)])
        cpSync(join(platform.folder, committed), join(clone.folder, committed), { recursive: true });
      const stranger = await clone.ruche(["rebuild", "lab", "--state", copy, "--consent", "lab"]);
      assert.equal(stranger.status, 1);
      assert.match(stranger.stderr, /encrypted with another passphrase[\s\S]*nothing was touched/);
      cpSync(join(platform.folder, ".ruche/passphrase"), join(clone.folder, ".ruche/passphrase"));
      const { status, json, stderr } = await clone.ruche<{ services: { service: string; canary: string | null }[] }>([
        "rebuild",
        "lab",
        "--state",
        copy,
        "--consent",
        "lab",
      ]);
      assert.equal(status, 0, stderr);
      rmSync(join(platform.folder, ".ruche"), { recursive: true });
      cpSync(join(clone.folder, ".ruche"), join(platform.folder, ".ruche"), { recursive: true });
      back = true;
      assert.deepEqual(json.services.map(({ service }) => service).sort(), ["chat", "home", "pad", "wiki"]);
      for (const { service, canary } of json.services)
        assert.ok(canary !== null, `${service} came back without its canary`);
      for (const [name, content] of Object.entries(services))
        assert.equal(await content.get("rebuilt"), "written before the fire", name);
      assert.equal((await platform.ruche(["status", "lab"])).status, 0);
    });
  });
}
