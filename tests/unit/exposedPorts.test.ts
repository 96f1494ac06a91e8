import assert from "node:assert/strict";
import type { Descriptor, PortDescriptor } from "../../model/descriptor";
import { type ExposureMatrix, exposureMatrix } from "../../model/review/exposure";
import { describeChange, describeWay, exposureChanges } from "../../model/review/exposureChanges";
import { factsOf, type ReviewedResource } from "../../model/review/facts";
import * as descriptors from "./support/descriptors";

const urn = (name: string): string => `urn:pulumi:lab::ruche::x::${name}`;
const component = (inputs: Descriptor, name: string = inputs.kind): ReviewedResource => ({
  urn: urn(name),
  type: "ruche:x:X",
  inputs,
});
const firewall = (machine: string, publicPorts: readonly number[], publicUdpPorts?: readonly number[]) =>
  component(
    {
      kind: "firewall",
      tier: "production",
      machine,
      publicPorts,
      ...(publicUdpPorts ? { publicUdpPorts } : {}),
      administrationFrom: [],
      peers: ["hive1", "hive2"],
    },
    `firewall-${machine}`,
  );

const agents: PortDescriptor = { name: "agents", exposure: "public", port: 10051, protocol: "tcp", encrypted: true };
const log: PortDescriptor = { name: "log", exposure: "public", port: 514, protocol: "udp", encrypted: false };

/** Two machines of which one lets everybody in, and an ingress that listens for a service's ports. */
const platform = (
  ports: readonly PortDescriptor[],
  open: ReviewedResource = firewall("hive2", [10051], [514]),
): ReviewedResource[] => [
  component(descriptors.cluster(["hive1", "hive2"])),
  firewall("hive1", []),
  open,
  component(descriptors.service("ingress"), "ingress"),
  {
    urn: urn("ingress-front"),
    type: "docker:index/service:Service",
    parent: urn("ingress"),
    inputs: {
      endpointSpec: {
        ports: [
          { publishedPort: 10051, targetPort: 10051, protocol: "tcp" },
          { publishedPort: 514, targetPort: 514, protocol: "udp" },
        ],
      },
    },
  },
  component(descriptors.service("monitor", { ports }), "monitor"),
];

const matrixOf = (resources: readonly ReviewedResource[]): ExposureMatrix => exposureMatrix(factsOf(resources));
const lines = (resources: readonly ReviewedResource[]): string[] =>
  matrixOf(resources)
    .ways.map(describeWay)
    .filter((line) => /monitor|10051|514/.test(line));

describe("the exposure of services' own ports", () => {
  it("has a row for each, with who gets in and who should", () => {
    assert.deepEqual(lines(platform([agents, log])), [
      "public: 10051/tcp (monitor: agents; no password, encrypted) on hive2",
      "public: 514/udp (monitor: log; no password, no TLS) on hive2",
      "cluster (declared: public): 10051/tcp (monitor: agents; no password, encrypted) on hive1",
      "cluster (declared: public): 514/udp (monitor: log; no password, no TLS) on hive1",
    ]);
  });

  it("says so if a firewall opens what is for the cluster, or nothing listens", () => {
    assert.deepEqual(
      lines(
        platform([
          { ...agents, exposure: "cluster" },
          { ...log, port: 515 },
        ]),
      ),
      [
        "public (declared: cluster): 10051/tcp (monitor: agents; no password, encrypted) on hive2",
        "public: 514/udp (ingress; no password, no TLS) on hive2",
        "cluster: 10051/tcp (monitor: agents; no password, encrypted) on hive1",
        "cluster: 514/udp (ingress; no password, no TLS) on hive1",
        "nobody (declared: public): 515/udp (monitor: log; no password, no TLS) on no machine",
      ],
    );
  });

  it("tells that a port opens up", () => {
    const before = platform([{ ...agents, exposure: "cluster" }, log], firewall("hive2", [], [514]));
    assert.deepEqual(exposureChanges(matrixOf(before), matrixOf(platform([agents, log]))).map(describeChange), [
      "  ~ public: 10051/tcp (monitor: agents; no password, encrypted) on hive2; was cluster: 10051/tcp " +
        "(monitor: agents; no password, encrypted) on hive2  WIDER",
      "  ~ cluster (declared: public): 10051/tcp (monitor: agents; no password, encrypted) on hive1; was cluster: " +
        "10051/tcp (monitor: agents; no password, encrypted) on hive1",
    ]);
  });

  it("shows a UDP port that a firewall opens and nothing serves", () => {
    assert.deepEqual(
      lines(platform([], firewall("hive2", [], [5140]))).filter((line) => line.includes("5140")),
      ["public: 5140/udp (nothing that is known; no password, no TLS) on hive2"],
    );
  });
});
