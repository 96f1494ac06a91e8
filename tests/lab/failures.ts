import assert from "node:assert/strict";
import { wikiCall } from "../../components/services/dokuwiki/suite";
import { padCall } from "../../components/services/etherpad/suite";
import { volumeOf } from "../../drivers";
import type { VolumeHealth } from "../../drivers/contracts/volume";
import { closeSessions } from "../../drivers/reach/reach";
import type { BlastRadius } from "../../model/review/blastRadius";
import { eventually, type TestPlatform } from "./platform";
import { summaryOf } from "./state";

interface Prediction {
  readonly placement: Readonly<Record<string, readonly string[]>>;
  readonly losses: readonly BlastRadius[];
}

const nodes = ["hive1", "hive2", "hive3"];

/** What happens when a host is lost: each of them once, and each time what was predicted. */
export function failureCases(platform: TestPlatform): void {
  const predict = async (machine: string): Promise<BlastRadius & Pick<Prediction, "placement">> => {
    const { status, json, stderr } = await platform.ruche<Prediction>(["blast-radius", "lab", machine]);
    assert.equal(status, 0, stderr);
    assert.equal(json.losses.length, 1);
    return { ...json.losses[0]!, placement: json.placement };
  };
  const running = (service: string, from: string): Promise<string> => platform.hostOf(service, from);
  /** The volume, which may be busy with another question for a moment: then it says nothing. */
  const data = (): Promise<VolumeHealth | undefined> => volumeOf(summaryOf(platform), "data").health();
  after(closeSessions);

  for (const lost of nodes) {
    describe(`${lost} is lost`, function () {
      this.timeout(400_000);
      const others = nodes.filter((machine) => machine !== lost);
      const entrance = Number(others[0]!.slice(-1));
      const text = `written without ${lost}`;
      let predicted: BlastRadius & Pick<Prediction, "placement">;

      it("services answer again and writes go on, as predicted (P5, P6)", async () => {
        // One that was lost before is there again when it takes part in everything.
        predicted = await eventually("the ingress on every node", 120, async () => {
          const prediction = await predict(lost);
          assert.deepEqual(prediction.placement.ingress, nodes);
          return prediction;
        });
        assert.deepEqual(
          predicted.services.filter(({ outcome }) => outcome === "stops"),
          [],
        );
        await platform.docker("kill", platform.container(lost));
        await eventually("a write to the volume", 30, () =>
          platform.on(others[0]!, `timeout 15 sh -c 'echo without-${lost} > /DATA/without-${lost}'`),
        );
        await eventually("the wiki", 120, async () => {
          await wikiCall(platform, "wiki.putPage", [`without-${lost}`, text], entrance);
          assert.match(await wikiCall(platform, "wiki.getPage", ["proof"], entrance), /The bees are in the hive/);
        });
        // The answer to a first call may be lost with the host: then the pad is there, and what counts is the write
        // that was acknowledged.
        await eventually("the pad", 120, async () => {
          await padCall(platform, "createPad", { padID: `without-${lost}` }, entrance).catch((error: Error) =>
            assert.match(error.message, /padID does already exist/),
          );
          await padCall(platform, "setText", { padID: `without-${lost}`, text }, entrance);
        });
        await eventually("the site", 60, async () =>
          assert.equal((await platform.http("https://home.lab.internal/health", { machine: entrance })).status, 200),
        );
      });

      it("and each of them does what was predicted: what restarts is elsewhere, what stays is where it was", async () => {
        for (const { service, outcome } of predicted.services) {
          const before = predicted.placement[service];
          if (before === undefined) continue; // a unit of each machine, which the cluster does not place
          if (outcome === "restarts") assert.ok(service === "pad" || before.includes(lost), `${service} was not there`);
          if (outcome === "stays" || outcome === "restarts") {
            const now = await eventually(service, 60, async () => {
              const at = await running(service, others[0]!);
              assert.ok(others.includes(at), `${service} is on ${at || "no machine"}`);
              return at;
            });
            if (outcome === "stays") assert.deepEqual([now], before, service);
          } else {
            assert.deepEqual(before, nodes, service);
            for (const machine of others)
              assert.match(
                await platform.on(machine, `docker ps -q --filter label=com.docker.swarm.service.name=${service}`),
                /^\w+$/,
                service,
              );
          }
        }
      });

      it("copies of the data and managers are as many as predicted", async () => {
        assert.deepEqual(predicted.volumes, [{ name: "data", left: 2, of: 3, writable: true }]);
        await eventually("the volume's copies", 60, async () => {
          const health = await data();
          assert.deepEqual([health?.there, health?.missing], [others, [lost]]);
        });
        assert.deepEqual(predicted.clusters, [{ name: "swarm", left: 2, of: 3, quorum: true }]);
        await eventually("the managers to notice", 60, async () =>
          assert.deepEqual(
            (await platform.on(others[0]!, "docker node ls --format '{{.Hostname}} {{.ManagerStatus}}'"))
              .split("\n")
              .filter((line) => /(Leader|Reachable)$/.test(line))
              .map((line) => line.split(" ")[0])
              .sort(),
            others,
          ),
        );
        assert.deepEqual(predicted.backups, []);
      });

      it("status and verify say which machine is down", async () => {
        const { machines } = await platform.status();
        assert.deepEqual(
          machines.filter(({ reachable }) => !reachable).map(({ name }) => name),
          [lost],
        );
        const { status, json } = await platform.ruche<{ differences: { machine: string; what: string }[] }>([
          "verify",
          "lab",
        ]);
        assert.equal(status, 1);
        assert.deepEqual(
          json.differences.map(({ machine, what }) => [machine, what]),
          [[lost, "every port"]],
        );
      });

      it("the host returns, heals, and nothing is lost (P5)", async () => {
        await platform.docker("start", platform.container(lost));
        await eventually("the volume to heal", 120, async () =>
          assert.deepEqual(await data(), { there: nodes, missing: [], pending: 0 }),
        );
        await eventually("the host's own copy", 60, async () =>
          assert.equal(await platform.on(lost, `cat /srv/gluster/data/without-${lost}`), `without-${lost}`),
        );
        await eventually("every service", 120, async () =>
          assert.ok((await platform.status()).services.every(({ healthy }) => healthy)),
        );
        const machine = Number(lost.slice(-1));
        await eventually("the wiki through the host that returned", 60, async () =>
          assert.ok((await wikiCall(platform, "wiki.getPage", [`without-${lost}`], machine)).includes(text)),
        );
        assert.equal(
          (await padCall<{ text: string }>(platform, "getText", { padID: `without-${lost}` }, machine)).text.trim(),
          text,
        );
        await eventually("every manager", 60, async () =>
          assert.equal(
            (
              await platform.on(
                others[0]!,
                "docker node ls --format '{{.ManagerStatus}}' | grep -cE 'Leader|Reachable'",
              )
            ).trim(),
            "3",
          ),
        );
      });
    });
  }

  describe("the machine with the backups is lost", function () {
    this.timeout(300_000);

    it("no service notices, and no backup can be made: as predicted", async () => {
      const { services, volumes, clusters, backups, placement } = await predict("cellar");
      assert.deepEqual([services.filter(({ outcome }) => outcome !== "stays"), volumes, clusters], [[], [], []]);
      assert.deepEqual(
        backups,
        ["home", "pad", "wiki"].map((name) => ({ name, left: 0, of: 1 })),
      );
      await platform.docker("kill", platform.container("cellar"));
      const { status, stderr } = await platform.ruche(["backup", "lab", "home"]);
      assert.equal(status, 1, stderr);
      for (const service of Object.keys(placement).filter((name) => placement[name]!.length === 1))
        assert.deepEqual([await running(service, "hive1")], placement[service], service);
      assert.ok((await platform.status()).services.every(({ healthy }) => healthy));
    });

    it("and when it is back, backups go on", async () => {
      await platform.docker("start", platform.container("cellar"));
      await eventually("a backup", 120, async () => {
        const { status, stderr } = await platform.ruche(["backup", "lab", "home"]);
        assert.equal(status, 0, stderr);
      });
    });
  });

  describe("after every host was lost once", () => {
    it("the declaration still holds: nothing to change, and nothing is open that was closed", async () => {
      const { json } = await platform.ruche<{ changes: unknown[]; exposure: { changes: unknown[] } }>([
        "preview",
        "lab",
      ]);
      assert.deepEqual([json.changes, json.exposure.changes], [[], []]);
      const { status, stderr } = await platform.ruche(["verify", "lab"]);
      assert.equal(status, 0, stderr);
    });
  });
}
