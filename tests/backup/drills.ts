import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type EvidenceRecord, verifyEvidence } from "../../model/evidence";
import type { TestPlatform } from "../lab/platform";
import { run, tried } from "./machine";
import { evidenceKey } from "./state";

const services = ["chat", "home", "pad", "wiki"] as const;
const machines = ["hive1", "hive2", "hive3"] as const;

/** Backups are proven by restoring them, in a copy that touches nothing. */
export function drillCases(platform: TestPlatform): void {
  describe("drills", () => {
    const file = (service: string): string => join(platform.folder, "evidence/lab", `${service}.json`);
    const verdict = async (service: string) =>
      verifyEvidence(readFileSync(file(service), "utf8"), await evidenceKey(platform), { environment: "lab", service });
    const nothingIsLeft = async (): Promise<void> => {
      for (const machine of machines) {
        const left =
          "docker ps -aq --filter label=ruche.drill; docker network ls -q --filter name=ruche-drill; " +
          "ls /var/lib/ruche/drill /run/ruche/drill 2>/dev/null | grep -v :; true";
        assert.equal((await platform.on(machine, left)).trim(), "", machine);
      }
    };
    const drill = (...words: string[]) => platform.ruche<{ drills: EvidenceRecord[] }>(["drill", "lab", ...words]);

    it("of all services pass within three minutes, with signed evidence, and nothing is left (B2, B3)", async () => {
      const backedUp = await platform.ruche(["backup", "lab"]);
      assert.equal(backedUp.status, 0, backedUp.stderr);
      const { status, json, seconds, stderr } = await drill();
      assert.equal(status, 0, `${stderr}\n${JSON.stringify(json)}`);
      assert.deepEqual(
        json.drills.map(({ service, passed }) => [service, passed]),
        services.map((service) => [service, true]),
      );
      assert.ok(json.drills.every(({ assertions }) => assertions.some(({ name }) => name === "canary")));
      assert.ok(seconds < 180, `${seconds} s`);
      for (const service of services) assert.equal((await verdict(service)).outcome, "genuine", service);
      await nothingIsLeft();
    });

    it("the copy has no way out, to another machine or its own, and what it must not keep is cleared (B3)", async () => {
      const name = await run(platform, "wiki");
      const secrets = (await platform.credentials()).services.wiki!;
      const restored = await tried(
        platform,
        "hive1",
        `ruche-backup drill wiki ${name}`,
        JSON.stringify({ databases: {}, secrets }),
      );
      assert.equal(restored.status, 0, restored.said);
      assert.equal(
        await platform.on("hive1", "docker network inspect --format '{{.Internal}}' ruche-drill-wiki"),
        "true",
      );
      const gateway = await platform.on(
        "hive1",
        "docker network inspect --format '{{range .IPAM.Config}}{{.Gateway}}{{end}}' ruche-drill-wiki",
      );
      const targets = [
        `${platform.address(1)} 22`,
        `${platform.address(2)} 443`,
        `${platform.address(3)} 443`,
        `${gateway} 443`,
        `${gateway} 22`,
      ];
      const reach = (prefix: string): Promise<string> =>
        platform.on(
          "hive1",
          targets
            .map((target) => `${prefix} nc -z -w 3 ${target} && echo '${target}'`)
            .join("; ")
            .concat("; true"),
        );
      assert.equal((await reach("")).split("\n").length, targets.length, "the machine itself reaches them all");
      assert.equal(
        await reach("nsenter --net=/proc/$(docker inspect --format '{{.State.Pid}}' ruche-drill-wiki)/ns/net"),
        "",
      );
      await platform.on("hive1", "ruche-backup clear wiki");
      await nothingIsLeft();
    });

    it("one that does not find the canary fails, and signs that it failed (B2)", async () => {
      await platform.on("hive1", "rm -r /DATA/services/wiki/storage/data/pages/ruche");
      await run(platform, "wiki");
      const failed = await drill("wiki");
      assert.equal(failed.status, 1);
      assert.deepEqual(
        failed.json.drills[0]!.assertions.filter(({ passed }) => !passed).map(({ name }) => name),
        ["canary"],
      );
      const kept = await verdict("wiki");
      assert.ok(kept.outcome === "genuine" && !kept.record.passed);
      assert.equal((await platform.ruche(["backup", "lab", "wiki"])).status, 0);
      assert.equal((await drill("wiki")).status, 0);
      await nothingIsLeft();
    });

    it("evidence that somebody wrote is told from a drill's in the preview (B1, B2)", async () => {
      const genuine = readFileSync(file("pad"), "utf8");
      const { record, signature } = JSON.parse(genuine) as { record: EvidenceRecord; signature: string };
      const findings = async (): Promise<string[]> => {
        const { json, status, stderr } = await platform.ruche<{ policies: unknown[] }>(["preview", "lab"]);
        assert.equal(status, 0, stderr);
        return json.policies.map((finding) => JSON.stringify(finding)).filter((text) => text.includes("BKP-009"));
      };
      writeFileSync(file("pad"), JSON.stringify({ record: { ...record, at: new Date().toISOString() }, signature }));
      try {
        assert.equal((await verdict("pad")).outcome, "forged");
        assert.match((await findings()).join("\n"), /evidence\/lab\/pad\.json is forged/);
      } finally {
        writeFileSync(file("pad"), genuine);
      }
      assert.deepEqual(await findings(), []);
    });
  });
}
