import assert from "node:assert/strict";
import { insideRules } from "../../components/networks/insideRules";
import type { FirewallDescriptor } from "../../model/descriptor";
import { insidePorts } from "../../model/review/insidePorts";
import { reached } from "../../model/review/reach";

const roles = {
  clusters: [{ technology: "swarm", managers: ["a"], workers: ["b"] }],
  volumes: [{ technology: "gluster", machines: ["a"] }],
  repositories: ["cellar"],
} as const;

const shown = (machine: string): string[] =>
  insidePorts(machine, roles).map(
    ({ from, protocol, port, lastPort }) => `${port}${lastPort ? `-${lastPort}` : ""}/${protocol} ${from.join(" ")}`,
  );

describe("ports inside a platform", () => {
  it("are those of a machine's roles, for the machines that need them", () => {
    assert.deepEqual(shown("a"), [
      "2377/tcp b",
      "7946/tcp b",
      "7946/udp b",
      "4789/udp b",
      "24007/tcp b",
      "49152-60999/tcp b",
    ]);
    assert.deepEqual(shown("b"), ["7946/tcp a", "7946/udp a", "4789/udp a"]);
    assert.deepEqual(shown("cellar"), ["22/tcp a b"]);
  });

  it("are none on a machine that nobody needs", () => {
    assert.deepEqual(insidePorts("a", { ...roles, clusters: [], repositories: [] }), []);
  });

  it("become one rule for each group of machines and protocol, and without them machines reach everything", () => {
    const addresses = { a: "10.0.0.1", b: "10.0.0.2" };
    assert.deepEqual(insideRules(insidePorts("a", roles), addresses), [
      { from: ["10.0.0.2"], ports: { protocol: "tcp", numbers: [2377, 7946, 24007, "49152-60999"] } },
      { from: ["10.0.0.2"], ports: { protocol: "udp", numbers: [4789, 7946] } },
    ]);
    assert.deepEqual(insideRules(undefined, addresses), [{ from: ["10.0.0.1", "10.0.0.2"] }]);
  });

  it("are what the matrix says: a port that no machine reaches is reached by nobody", () => {
    const firewall = (inside: FirewallDescriptor["inside"]): FirewallDescriptor => ({
      kind: "firewall",
      tier: "development",
      machine: "a",
      publicPorts: [443],
      administrationFrom: [],
      peers: ["a", "b"],
      inside,
    });
    const asked = (port: number, inside: FirewallDescriptor["inside"]) =>
      reached(["a"], port, {
        machines: [],
        clusters: [],
        volumes: [],
        nodes: [],
        firewalls: new Map([["a", firewall(inside)]]),
        domainOf: (machine) => machine,
      }).map(({ who, from }) => `${who} ${from.join(" ")}`);
    const inside = insidePorts("a", roles);
    assert.deepEqual(asked(2377, inside), ["cluster b"]);
    assert.deepEqual(asked(50000, inside), ["cluster b"]);
    assert.deepEqual(asked(443, inside), ["public "]);
    assert.deepEqual(asked(22, inside), []);
    assert.deepEqual(asked(22, undefined), ["cluster a b"]);
  });
});
