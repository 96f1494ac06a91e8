import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Firewall, guarded, LabMachines } from "../../components";
import { rulesFile } from "../../components/networks/firewall";
import { platformNames } from "../../components/networks/hostsFile";
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

  it("may open a port of UDP that the platform uses by TCP alone, and none that it uses by UDP", () => {
    const lab = new LabMachines("hive", { count: 1 });
    const open = (port: number, protocol: "udp") =>
      guarded(`by-${port}`, lab.all, { ...wanted, publicPorts: [{ port, protocol }] });
    assert.equal(open(51820, "udp").length, 1);
    for (const port of [4789, 7946]) assert.throws(() => open(port, "udp"), /A port of the platform itself \(Swarm/);
  });

  for (const [what, change, field, value] of [
    ["a domain with lines of its own", { domain: "a.b\n192.0.2.1 evil" }, "domain", "a.b\n192.0.2.1 evil"],
    ["no domain", { domain: undefined }, "domain", undefined],
    ["a port without a protocol", { publicPorts: [{ port: 514 }] }, "publicPorts", undefined],
    ["a protocol that is none", { publicPorts: [{ port: 514, protocol: "UDP" }] }, "publicPorts", "UDP"],
    ["a port that is a number alone", { publicPorts: [514] }, "publicPorts", 514],
    ["ports that are no list", { publicPorts: 514 }, "publicPorts", 514],
    ["entrances that are no list", { entrances: "hive1" }, "entrances", "hive1"],
    ["a network that is a rule", { administrationFrom: ["} accept #"] }, "administrationFrom", "} accept #"],
  ] as const)
    it(`are refused ${what}`, () => {
      const lab = new LabMachines("hive", { count: 1 });
      assert.throws(() => guarded("hive", lab.all, { ...wanted, ...(change as object) }), {
        name: "UserError",
        field: `guarded hive: ${field}`,
        value,
      });
    });

  it("have names below a domain only", () => {
    const [machine] = new LabMachines("hive", { count: 1 }).all;
    assert.throws(() => platformNames(machine!, [machine!], "a.b\n192.0.2.1 evil"), /Not a domain name/);
  });

  it("are refused an entrance that is none of them", () => {
    const lab = new LabMachines("hive", { count: 2 });
    assert.throws(() => guarded("hive", lab.all, { ...wanted, entrances: ["hive1", "hive3"] }), {
      name: "UserError",
      message: 'guarded hive: entrances is "hive3"; allowed: hive1, hive2. Name one of the machines.',
    });
  });
});

describe("a firewall", () => {
  beforeEach(() => startMocks());
  afterEach(settled);

  const firewall = (change: object) => {
    const { all } = new LabMachines("hive", { count: 1 });
    const [machine] = all;
    return new Firewall("fence", { machine: machine!, peers: all, administrationFrom: ["192.0.2.0/24"], ...change });
  };
  for (const [what, change, field, value] of [
    ["two networks in one", ["0.0.0.0/1, 192.0.2.0/24"], "administrationFrom", "0.0.0.0/1, 192.0.2.0/24"],
    ["a rule", ["} accept #"], "administrationFrom", "} accept #"],
    ["an address", ["192.0.2.7"], "administrationFrom", "192.0.2.7"],
    ["space", ["192.0.2.0/24\n"], "administrationFrom", "192.0.2.0/24\n"],
    ["nothing", [null], "administrationFrom", null],
    ["a text in place of a list", "192.0.2.0/24", "administrationFrom", "192.0.2.0/24"],
    ["a port in words", ["22-65535"], "publicPorts", "22-65535"],
    ["port 0", [0], "publicPorts", 0],
    ["half a port", [80.5], "publicUdpPorts", 80.5],
    ["a port beyond the last", [65536], "publicUdpPorts", 65536],
    ["no list of ports", null, "publicPorts", null],
  ].map(([what, given, field, value]) => [what, { [field as string]: given }, field, value] as const))
    it(`refuses ${what} in ${field}`, () => {
      assert.throws(() => firewall(change), { name: "UserError", field: `Firewall fence: ${field}`, value });
    });

  it("takes a network that is known later, and refuses it as soon as it is known", () => {
    assert.ok(firewall({ administrationFrom: [pulumi.output("192.0.2.0/24")] }));
    const field = "Firewall fence: administrationFrom";
    const rules = { publicPorts: [], publicUdpPorts: [], inside: [], machines: [], administrationFrom: ["} accept #"] };
    assert.throws(() => rulesFile(field, rules), { name: "UserError", field, value: "} accept #" });
  });
});
