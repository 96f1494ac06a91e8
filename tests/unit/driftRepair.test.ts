import assert from "node:assert/strict";
import { admit, admitted } from "../../cli/drift/repair";
import type { State, StateResource } from "../../model/state";
import { urn } from "./support/swarm";

describe("a repair", () => {
  it("is refused on a state that another computer has changed since it was looked at, and overwrites nothing", async () => {
    const state = (time: string): State => ({ version: 3, deployment: { manifest: { time }, resources: [] } });
    const imported: unknown[] = [];
    const stack = { export: async () => state("12:01"), import: async (given: unknown) => void imported.push(given) };
    await assert.rejects(admit(stack, [], state("12:00")), /Another change ended while .* nothing was touched/);
    assert.deepEqual(imported, []);
    assert.deepEqual(await admit(stack, [], state("12:01")), state("12:01"));
    assert.equal(imported.length, 1);
  });

  it("makes the state differ from the declaration, and from nothing else", () => {
    const command = {
      urn: urn("a"),
      type: "command:remote:Command",
      inputs: { create: "x" },
      outputs: { create: "x", stdout: "" },
    };
    const service = {
      urn: urn("b"),
      type: "docker:index/service:Service",
      inputs: { name: "pad", updateConfig: { delay: "0s", order: "stop-first" } },
      outputs: { name: "pad", updateConfig: { delay: "0s", order: "stop-first" } },
    };
    const kept = {
      urn: urn("c"),
      type: "docker:index/service:Service",
      dependencies: [urn("a"), urn("d")],
      propertyDependencies: { name: [urn("d")] },
    };
    const gone = { urn: urn("d"), type: "docker:index/service:Service" };
    const after = admitted(
      [command, service, gone, kept],
      [
        { urn: urn("a"), how: "again" },
        { urn: urn("b"), how: "again" },
        { urn: urn("d"), how: "anew" },
      ],
    );
    assert.deepEqual(
      after.map((resource) => [resource.urn, resource.inputs, resource.outputs, resource.dependencies]),
      [
        [urn("a"), { create: "x\n# not as it was left" }, { create: "x\n# not as it was left", stdout: "" }, []],
        [
          urn("b"),
          { name: "pad", updateConfig: { delay: "1ns", order: "stop-first" } },
          { name: "pad", updateConfig: { delay: "1ns", order: "stop-first" } },
          [],
        ],
        [urn("c"), undefined, undefined, [urn("a")]],
      ],
    );
    assert.deepEqual(after[2]!.propertyDependencies, { name: [] });
  });

  it("of a machine that is made anew are all its scripts; what the cluster has stays, and is known without it", () => {
    const machine: StateResource = { urn: urn("hive1"), type: "docker:index/container:Container" };
    const script: StateResource = {
      urn: urn("firewall"),
      type: "command:remote:Command",
      deletedWith: urn("hive1"),
      dependencies: [urn("hive1")],
    };
    const service: StateResource = {
      urn: urn("pad"),
      type: "docker:index/service:Service",
      deletedWith: urn("hive1"),
      dependencies: [urn("firewall")],
    };
    const other: StateResource = {
      urn: urn("else"),
      type: "command:remote:Command",
      deletedWith: urn("hive2"),
      dependencies: [],
    };
    const after = admitted([machine, script, service, other], [{ urn: urn("hive1"), how: "anew" }]);
    assert.deepEqual(
      after.map(({ urn, deletedWith, dependencies }) => [urn, deletedWith, dependencies]),
      [
        [urn("pad"), undefined, []],
        [urn("else"), urn("hive2"), []],
      ],
    );
  });
});
