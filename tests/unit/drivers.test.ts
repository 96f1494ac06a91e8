import assert from "node:assert/strict";
import { machinesDrivers, machinesOf, technologyOf } from "../../drivers";
import { providers } from "../../stacks/providers";

describe("the drivers", () => {
  it("drive every provider of machines for which the program has a layer, and no other", () => {
    assert.deepEqual(Object.keys(machinesDrivers).sort(), [...providers].sort());
  });

  it("name what they do not drive", () => {
    assert.throws(() => technologyOf("nomad"), /no driver for clusters of nomad/);
  });

  it("take no container of somebody else's for a machine of the lab", () => {
    const type = "docker:index/container:Container";
    const container = (parent: string) => ({
      urn: `urn:pulumi:lab::ruche::${parent}$${type}::x`,
      type,
      inputs: { hostname: "hive1" },
    });
    const { machineOf } = machinesOf("lab");
    assert.equal(machineOf(container("ruche:machines:LabMachines")), "hive1");
    assert.equal(machineOf(container("somebody:else:Component")), undefined);
  });
});
