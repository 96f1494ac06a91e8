import { clusterConformance } from "../conformance/cluster";
import { FakeCluster, nowhere, underTest } from "../conformance/fakeCluster";
import { FakeMachines } from "../conformance/fakeMachines";
import { FakeReach } from "../conformance/fakeReach";
import { FakeVolume } from "../conformance/fakeVolume";
import { machinesConformance } from "../conformance/machines";
import { reachConformance } from "../conformance/reach";
import { volumeConformance } from "../conformance/volume";

/** The suites themselves: what they ask for can be kept. Drivers of real technologies run them on real platforms. */
describe("conformance", () => {
  const ends: (() => unknown)[] = [];
  after(async () => {
    for (const end of ends) await end();
  });

  machinesConformance("a fake", async () => {
    const machines = ["hive1", "hive2"];
    const driver = new FakeMachines(machines);
    const stack = { urn: "urn:pulumi:lab::ruche::pulumi:pulumi:Stack::lab", type: "pulumi:pulumi:Stack" };
    const resources = [stack, ...machines.map(FakeMachines.resource)];
    return {
      driver,
      context: { root: "one", cloneId: "one", environment: "lab", cache: "cache", say: () => {} },
      otherClone: { root: "two", environment: "lab" },
      machines,
      objects: machines.length,
      resources,
      removed: { machine: "hive3", resources: [...resources, FakeMachines.resource("hive3")] },
      makeStray: async () => {
        driver.objects.add("stray");
      },
    };
  });

  reachConformance("a server in this process", async () => {
    const machine = await FakeReach.start();
    ends.push(() => machine.stop());
    return machine;
  });

  volumeConformance("a fake", async () => {
    const machines = ["hive1", "hive2", "hive3"];
    const driver = new FakeVolume(machines);
    return { driver, reach: nowhere, machines, silent: new FakeVolume([]), lose: (machine) => driver.lose(machine) };
  });

  clusterConformance("a fake", async () => {
    const driver = await new FakeCluster().listen();
    ends.push(() => driver.close());
    return underTest(driver);
  });
});
