import assert from "node:assert/strict";
import { machinesDrivers, technologyOf } from "../../drivers";
import { providers } from "../../stacks/providers";

describe("the drivers", () => {
  it("drive every provider of machines for which the program has a layer, and no other", () => {
    assert.deepEqual(Object.keys(machinesDrivers).sort(), [...providers].sort());
  });

  it("name what they do not drive", () => {
    assert.throws(() => technologyOf("nomad"), /no driver for clusters of nomad/);
  });
});
