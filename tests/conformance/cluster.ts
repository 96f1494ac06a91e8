import assert from "node:assert/strict";
import { request } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import type { ClusterDriver, RunningCopy } from "../../drivers/contracts/cluster";
import { DriverFailure } from "../../drivers/contracts/failure";
import { findOut } from "../../drivers/reach/ask";
import type { Reachable } from "../../drivers/reach/reach";
import type { StateResource } from "../../model/state";

/** A cluster that is up, and a workload of one copy in it that serves HTTP and has a folder on a volume. */
export interface ClusterUnderTest {
  readonly driver: ClusterDriver;
  /** By which its machines are asked. */
  readonly reach: Reachable;
  readonly machines: readonly string[];
  readonly workload: string;
  /** Port inside its container that answers HTTP. */
  readonly port: number;
  /** A folder of the workload that lies on a volume. */
  readonly folder: string;
  /** Reads a file of the workload on that volume. */
  readonly read: (path: string) => Promise<string>;
  /** The resources of its state. */
  readonly resources: readonly StateResource[];
}

/** What every driver of clusters keeps: a technology is done when it passes. */
export function clusterConformance(name: string, open: () => Promise<ClusterUnderTest>): void {
  describe(`a cluster's driver: ${name}`, function () {
    this.timeout(120_000);
    let cluster: ClusterUnderTest;
    before(async () => {
      cluster = await open();
      await becomesHealthy();
    });

    const copiesOf = async (): Promise<number | undefined> =>
      (await cluster.driver.running())?.copies.get(cluster.workload);

    /** A healthy copy of the workload, which has one. */
    const copy = async (): Promise<RunningCopy> => {
      const found = (await cluster.driver.copies()).get(cluster.workload);
      assert.ok(found, `${cluster.workload} has no healthy copy`);
      return found;
    };

    /** Waits for the first healthy copy after a start. From then on there is one at every question. */
    const becomesHealthy = async (): Promise<void> => {
      const end = Date.now() + 60_000;
      while (!(await cluster.driver.copies()).has(cluster.workload) && Date.now() < end) await pause(300);
      for (let time = 0; time < 3; time++) await copy();
    };

    it("says how many copies of each workload run, and that nothing is being replaced", async () => {
      const running = await cluster.driver.running();
      assert.equal(running?.copies.get(cluster.workload), 1);
      assert.deepEqual([...running!.replacing], []);
    });

    it("says the same if it is asked together with others", async () => {
      const running = await findOut(cluster.reach, cluster.driver.inquiry);
      assert.deepEqual(running, await cluster.driver.running());
    });

    it("says on which machines they run, and has one healthy copy there", async () => {
      const machines = (await cluster.driver.placement())?.get(cluster.workload) ?? [];
      assert.equal(machines.length, 1);
      assert.ok(cluster.machines.includes(machines[0]!), machines[0]);
      assert.equal((await copy()).machine, machines[0]);
    });

    it("connects to a copy's port, past the ingress, as often as it is asked", async () => {
      const found = await copy();
      for (let time = 0; time < 2; time++) {
        const { stream } = await cluster.driver.open(found, cluster.port);
        assert.ok((await statusOf(stream)) < 500);
      }
    });

    it("puts a file where a copy has it, and knows what a copy wrote that is lost with it", async () => {
      const found = await copy();
      await cluster.driver.put(found, `${cluster.folder}/conformance's file.txt`, "written\n");
      assert.equal((await cluster.read("conformance's file.txt")).trim(), "written");
      const written = await cluster.driver.written(found.machine);
      assert.ok(!written.some(({ path }) => path.includes("conformance")), "a volume is not lost with its container");
      await assert.rejects(cluster.driver.put(found, "/nowhere/that/lies/on/a/volume", "no"));
    });

    it("says where and how a command runs in a copy, and has none for a workload that does not run", async () => {
      const { machine, command } = await cluster.driver.within(cluster.workload, ["echo", "it's"], false);
      assert.equal(machine, (await copy()).machine);
      assert.match(command, /echo/);
      await assert.rejects(cluster.driver.within("nothing-of-this-name", ["true"], false), DriverFailure);
    });

    it("gives what a workload's copies wrote, with the time of each line", async () => {
      const { stream } = await cluster.driver.logs(cluster.workload, 10, false);
      stream.end();
      let text = "";
      for await (const part of stream) text += String(part);
      assert.match(text, /^\d{4}-\d\d-\d\dT\S+ /);
    });

    it("stops a workload until nothing of it runs, and starts it again", async () => {
      await cluster.driver.stop(cluster.workload);
      assert.equal(await copiesOf(), 0);
      assert.equal((await cluster.driver.copies()).get(cluster.workload), undefined);
      await cluster.driver.stop(cluster.workload);
      const why = await cluster.driver.why([cluster.workload, "nothing-of-this-name"]);
      for (const name of [cluster.workload, "nothing-of-this-name"]) assert.match(why?.get(name) ?? "", /^\S.*\S$/);
      await cluster.driver.start(cluster.workload, 60);
      await becomesHealthy();
      assert.equal(await copiesOf(), 1);
    });

    it("compares what runs with the state, and finds no difference where there is none", async () => {
      const drift = await cluster.driver.drift(cluster.resources);
      assert.deepEqual(drift?.findings([]), []);
      assert.ok(drift!.workloads > 0);
      assert.equal(await cluster.driver.drift([]), undefined);
    });

    it("touches no object that is none of its own", async () => {
      const stranger = { type: "ruche:machines:LabMachines", urn: "urn:pulumi:lab::ruche::x::y" };
      assert.equal(await cluster.driver.removeHalfMade(stranger, "nothing-of-this-name"), false);
    });
  });
}

/** One request over a stream. */
function statusOf(stream: Duplex): Promise<number> {
  return new Promise<number>((resolve, reject) => {
    request(
      { path: "/", headers: { host: "localhost", connection: "close" }, createConnection: () => stream as never },
      (response) => {
        response.resume();
        resolve(response.statusCode!);
      },
    )
      .on("error", reject)
      .end();
  }).finally(() => stream.destroy());
}
