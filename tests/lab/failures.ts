import assert from "node:assert/strict";
import { eventually, type TestPlatform } from "./platform";
import { padCall, wikiCall } from "./services";

/** What happens when a host is lost. */
export function failureCases(platform: TestPlatform): void {
  describe("a lost host", function () {
    this.timeout(400_000);
    let lost = "";
    let others: string[] = [];

    it("services answer again and writes go on when the wiki's host is killed (P5, P6)", async () => {
      lost = await platform.hostOf("wiki");
      others = ["hive1", "hive2", "hive3"].filter((machine) => machine !== lost);
      const entrance = Number(others[0]!.slice(-1));
      await platform.docker("kill", platform.container(lost));
      await eventually("a write to the volume", 30, () => platform.on(others[0]!, "timeout 15 sh -c 'echo while-a-host-is-down > /DATA/during-loss'"));
      await eventually("the wiki", 120, async () => {
        await wikiCall(platform, "wiki.putPage", ["during-loss", "written while a host was down"], entrance);
        assert.match(await wikiCall(platform, "wiki.getPage", ["proof"], entrance), /The bees are in the hive/);
      });
      await eventually("the pad", 120, () => padCall(platform, "createPad", { padID: "during-loss", text: "written while a host was down" }, entrance));
    });

    it("status says which machine is down", async () => {
      const { machines } = await platform.status();
      assert.deepEqual(machines.filter(({ reachable }) => !reachable).map(({ name }) => name), [lost]);
    });

    it("the host returns, heals, and nothing is lost (P5)", async () => {
      await platform.docker("start", platform.container(lost));
      await eventually("the volume to heal", 120, async () => {
        assert.match(await platform.on(others[0]!, "gluster volume heal data info summary | awk '/Total Number/ {sum += $NF} /Status:/ && !/Connected/ {sum += 1000} END {print \"left=\" sum}'"), /left=0/);
      });
      await eventually("the host's own copy", 60, async () => assert.equal(await platform.on(lost, "cat /srv/gluster/data/during-loss"), "while-a-host-is-down"));
      await eventually("every service", 120, async () => assert.ok((await platform.status()).services.every(({ healthy }) => healthy)));
      const machine = Number(lost.slice(-1));
      await eventually("the wiki through the host that returned", 60, async () =>
        assert.match(await wikiCall(platform, "wiki.getPage", ["during-loss"], machine), /written while a host was down/));
      assert.equal((await padCall<{ text: string }>(platform, "getText", { padID: "during-loss" }, machine)).text.trim(), "written while a host was down");
    });

    it("and the declaration still holds: nothing to change", async () => {
      const { json } = await platform.ruche<{ changes: unknown[] }>(["preview", "lab"]);
      assert.deepEqual(json.changes, []);
    });
  });
}
