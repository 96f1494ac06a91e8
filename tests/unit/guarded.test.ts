import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { guarded, LabMachines } from "../../components";
import { inputsOf, settled, startMocks } from "./support/mockedProgram";

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

  it("open ports of services on the entrances alone, beside those of the ingress", async () => {
    const lab = new LabMachines("hive", { count: 2 });
    guarded("fence", lab.all, {
      ...wanted,
      entrances: ["hive1"],
      publicPorts: [
        { port: 10051, protocol: "tcp" },
        { port: 514, protocol: "udp" },
      ],
    });
    await settled();
    const openOn = (machine: string) => [
      inputsOf(`fence-${machine}`).publicPorts,
      inputsOf(`fence-${machine}`).publicUdpPorts,
    ];
    assert.deepEqual(openOn("hive1"), [[80, 443, 10051], [514]]);
    assert.deepEqual(openOn("hive2"), [[], undefined]);
  });

  it("are refused a port of the platform's own", () => {
    const lab = new LabMachines("hive", { count: 1 });
    assert.throws(() => guarded("hive", lab.all, { ...wanted, publicPorts: [{ port: 2377, protocol: "tcp" }] }), {
      name: "UserError",
      message:
        "guarded hive: publicPorts is 2377; allowed: a port that the platform does not use. " +
        "A port of the platform itself (Swarm management). Open it under another number, such as port: 10022.",
    });
  });

  it("are refused an entrance that is none of them", () => {
    const lab = new LabMachines("hive", { count: 2 });
    assert.throws(() => guarded("hive", lab.all, { ...wanted, entrances: ["hive1", "hive3"] }), {
      name: "UserError",
      message: 'guarded hive: entrances is "hive3"; allowed: hive1, hive2. Name one of the machines.',
    });
  });
});
