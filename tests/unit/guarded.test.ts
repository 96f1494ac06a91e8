import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { guarded, LabMachines } from "../../components";
import { settled, startMocks } from "./support/mockedProgram";

describe("guarded machines", () => {
  beforeEach(() => startMocks());
  afterEach(settled);

  const wanted = { domain: "example.org", administrationFrom: ["192.0.2.0/24"] };

  it("wait for what they waited for before, and for the firewalls and names of all", () => {
    const lab = new LabMachines("hive", { count: 2 });
    const own = new pulumi.ComponentResource("test:index:Cable", "cable");
    const [first, second] = guarded("hive", [{ ...lab.all[0]!, network: [own] }, lab.all[1]!], wanted);
    assert.ok(first!.network[0] === own);
    assert.deepEqual([first!.network.length, second!.network.length], [5, 4]);
  });

  it("are refused an entrance that is none of them", () => {
    const lab = new LabMachines("hive", { count: 2 });
    assert.throws(() => guarded("hive", lab.all, { ...wanted, entrances: ["hive1", "hive3"] }), {
      name: "UserError",
      message: 'guarded hive: entrances is "hive3"; allowed: hive1, hive2. Name one of the machines.',
    });
  });
});
