import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually, type TestPlatform } from "./platform";

/** A platform that grows and shrinks while people use it. */
export function growthCases(platform: TestPlatform): void {
  describe("growth", () => {
    const file = join(platform.folder, "environments/Pulumi.lab.yaml");
    let text: string;

    before("a worker is declared", () => {
      text = readFileSync(file, "utf8");
      const grown = text
        .replace("hive3: {}, cellar", "hive3: {}, hive4: {}, cellar")
        .replace("hive2, hive3] }\n  ruche:members", "hive2, hive3], workers: [hive4] }\n  ruche:members");
      assert.equal(grown.split("hive4").length, 3);
      writeFileSync(file, grown);
    });

    it("a worker joins a running platform by one up: names, firewalls, cluster, volume, images (P5, P6, P11)", async () => {
      const { status, stderr } = await platform.ruche(["up", "lab"]);
      assert.equal(status, 0, stderr);
      const images = "docker image ls --format '{{.Repository}}' | grep registry.lab.internal | sort -u";
      assert.equal(await platform.on("hive4", images), await platform.on("hive1", images));
      assert.equal(await platform.on("hive4", "mountpoint -q /DATA && getent hosts cellar | wc -l"), "1");
      assert.match(
        await platform.on("hive1", "docker node ls --format '{{.Hostname}} {{.Status}} {{.Availability}}'"),
        /^hive4 Ready Active$/m,
      );
    });

    it("it serves as the others do, and nothing of it is other than declared", async () => {
      await eventually("the ingress on the new machine", 60, async () =>
        assert.equal((await platform.http("https://wiki.lab.internal/", { machine: 4 })).status, 200),
      );
      const { status, json } = await platform.ruche<{ findings: readonly unknown[] }>(["drift", "lab"]);
      assert.deepEqual([status, json.findings], [0, []]);
      assert.equal((await platform.ruche(["verify", "lab"])).status, 0);
    });

    it("taken out of the file, it leaves the cluster, and the others answer as before (P5)", async () => {
      writeFileSync(file, text);
      const { status, stderr } = await platform.ruche(["up", "lab"]);
      assert.equal(status, 0, stderr);
      assert.doesNotMatch(
        await platform.on("hive1", "docker node ls --format '{{.Hostname}}'; cat /etc/hosts"),
        /hive4/,
      );
      assert.equal((await platform.http("https://wiki.lab.internal/", { machine: 2 })).status, 200);
      const { status: drifted, json } = await platform.ruche<{ findings: readonly unknown[] }>(["drift", "lab"]);
      assert.deepEqual([drifted, json.findings], [0, []]);
      assert.equal((await platform.ruche(["verify", "lab"])).status, 0);
    });
  });
}
