import assert from "node:assert/strict";
import type { Descriptor, ServiceDescriptor } from "../../model/descriptor";
import { type ExposureMatrix, exposureMatrix } from "../../model/review/exposure";
import { describeChange, describeWay, exposureChanges } from "../../model/review/exposureChanges";
import { factsOf, type ReviewedResource } from "../../model/review/facts";
import * as descriptors from "./support/descriptors";

const urn = (name: string): string => `urn:pulumi:lab::ruche::x::${name}`;
const component = (name: string, inputs: object): ReviewedResource => ({ urn: urn(name), type: "ruche:x:X", inputs });
const machines = ["hive1", "hive2", "store"];
const firewall = (
  machine: string,
  publicPorts: readonly number[] = [80, 443],
  administrationFrom = ["10.1.0.0/16"],
): ReviewedResource =>
  component(`firewall-${machine}`, {
    kind: "firewall",
    tier: "production",
    machine,
    publicPorts,
    administrationFrom,
    peers: machines,
  } satisfies Descriptor);
const service = (name: string, routes: ServiceDescriptor["routes"]): ReviewedResource =>
  component(name, descriptors.service(name, { routes }));
const route = (
  name: string,
  change: Partial<ServiceDescriptor["routes"][number]> = {},
): ServiceDescriptor["routes"] => [
  {
    service: name,
    exposure: "public",
    host: `${name}.example.org`,
    path: "/",
    port: 443,
    authentication: "none",
    tls: "own",
    ...change,
  },
];
const publishes = (parent: string, ports: readonly number[], args: readonly string[] = []): ReviewedResource => ({
  urn: urn(`${parent}-swarm`),
  type: "docker:index/service:Service",
  parent: urn(parent),
  inputs: {
    endpointSpec: { ports: ports.map((port) => ({ publishedPort: port, targetPort: port, protocol: "tcp" })) },
    taskSpec: { containerSpec: { args } },
  },
});
const redirects = [
  "--entrypoints.web.address=:80",
  "--entrypoints.web.http.redirections.entrypoint.to=https",
  "--entrypoints.websecure.address=:443",
];

const platform: readonly ReviewedResource[] = [
  component("machines", descriptors.machines(Object.fromEntries(machines.map((name) => [name, name])))),
  component("swarm", descriptors.cluster(["hive1"], ["hive2"])),
  component("data", descriptors.volume(["hive1"])),
  firewall("hive1"),
  firewall("hive2"),
  firewall("store", []),
  service("ingress", [
    { ...route("ingress")[0]!, host: "*.example.org" },
    { ...route("ingress")[0]!, host: "*.example.org", port: 80, tls: "none" },
  ]),
  publishes("ingress", [80, 443], redirects),
  service("registry", route("registry", { exposure: "cluster", port: 5000, authentication: "password" })),
  service("wiki", route("wiki")),
  service("pad", route("pad", { exposure: "members", authentication: "password" })),
  service("mariadb", []),
];

const matrixOf = (resources: readonly ReviewedResource[]): ExposureMatrix => exposureMatrix(factsOf(resources));
const lines = (resources: readonly ReviewedResource[]): string[] => matrixOf(resources).ways.map(describeWay);
const about = (resources: readonly ReviewedResource[], name: string): string[] =>
  lines(resources).filter((line) => line.includes(name));

describe("the exposure matrix", () => {
  it("has every way in, the widest first, with who may use it and where", () => {
    assert.deepEqual(lines(platform), [
      "public: https://*.example.org/ (ingress; no password, TLS own) on hive1, hive2",
      "public: http://*.example.org/ (ingress; only sends to HTTPS) on hive1, hive2",
      "public: https://wiki.example.org/ (wiki; no password, TLS own) on hive1, hive2",
      "members: https://pad.example.org/ (pad; password, TLS own) on hive1, hive2",
      "administration (10.1.0.0/16): 22/tcp (SSH; key, encrypted) on hive1, hive2, store",
      "cluster: 22/tcp (SSH; key, encrypted) on hive1, hive2, store",
      "cluster: 2377/tcp (Swarm management; certificate, TLS own) on hive1",
      "cluster: 24007/tcp (GlusterFS management; address, no TLS) on hive1",
      "cluster: 4789/udp (Swarm overlay network; no password, no TLS) on hive1, hive2",
      "cluster: 49152–60999/tcp (GlusterFS data; address, no TLS) on hive1",
      "cluster: 7946/tcp (Swarm node discovery; key, encrypted) on hive1, hive2",
      "cluster: 7946/udp (Swarm node discovery; key, encrypted) on hive1, hive2",
      "cluster: https://registry.example.org:5000/ (registry; password, TLS own) on hive1, hive2",
      "nobody: mariadb, on no port",
    ]);
    assert.deepEqual(matrixOf(platform).unguarded, []);
    assert.deepEqual(matrixOf(platform).ways.find(({ port }) => port === 2377)!.from, machines);
  });

  it("does not depend on the order of the resources", () => {
    assert.deepEqual(
      matrixOf([...platform].reverse())
        .ways.map(describeWay)
        .sort(),
      lines(platform).sort(),
    );
  });

  it("shows a published port past the routes: to the cluster, and to everybody where a firewall opens it or is missing", () => {
    const published = [...platform, publishes("wiki", [9000])];
    assert.deepEqual(about(published, "9000"), ["cluster: 9000/tcp (wiki; no password, no TLS) on hive1, hive2"]);
    const opened = published.map((resource) =>
      resource.urn === urn("firewall-hive2") ? firewall("hive2", [80, 443, 9000]) : resource,
    );
    assert.deepEqual(about(opened, "9000"), [
      "public: 9000/tcp (wiki; no password, no TLS) on hive2",
      "cluster: 9000/tcp (wiki; no password, no TLS) on hive1",
    ]);
    const unguarded = published.filter((resource) => resource.urn !== urn("firewall-hive1"));
    assert.deepEqual(matrixOf(unguarded).unguarded, ["hive1"]);
    assert.deepEqual(
      about(unguarded, "on hive1").map((line) => line.split(" (")[0]),
      [
        "public: 22/tcp",
        "public: 2377/tcp",
        "public: 24007/tcp",
        "public: 4789/udp",
        "public: 49152–60999/tcp",
        "public: 7946/tcp",
        "public: 7946/udp",
        "public: 9000/tcp",
        "public: https://*.example.org/",
        "public: http://*.example.org/",
        "public",
        "public: https://wiki.example.org/",
        "members: https://pad.example.org/",
      ],
    );
    assert.match(
      about(unguarded, "registry")[0]!,
      /^public \(declared: cluster\): https:\/\/registry\.example\.org:5000\/ .* on hive1$/,
    );
  });

  it("shows a port that a firewall opens and nothing serves", () => {
    assert.deepEqual(
      about(
        [...platform.filter((resource) => resource.urn !== urn("firewall-store")), firewall("store", [3306])],
        "3306",
      ),
      ["public: 3306/tcp (MariaDB; no password, no TLS) on store"],
    );
  });

  it("believes what keeps people out, not what a route calls itself", () => {
    const changed = (change: Partial<ServiceDescriptor["routes"][number]>): string[] =>
      about([...platform, service("x", route("x", change))], "(x;");
    assert.deepEqual(changed({ exposure: "members" }), [
      "public (declared: members): https://x.example.org/ (x; no password, TLS own) on hive1, hive2",
    ]);
    assert.deepEqual(changed({ exposure: "vpn" }), [
      "public (declared: vpn): https://x.example.org/ (x; no password, TLS own) on hive1, hive2",
    ]);
    assert.deepEqual(changed({ port: 8443 }), [
      "nobody (declared: public): https://x.example.org:8443/ (x; no password, TLS own) on no machine",
    ]);
  });

  it("says that HTTP redirects only where the ingress's own arguments say so", () => {
    const plain = platform.map((resource) =>
      resource.urn === urn("ingress-swarm") ? publishes("ingress", [80, 443], redirects.slice(0, 1)) : resource,
    );
    assert.deepEqual(about(plain, "http://"), [
      "public: http://*.example.org/ (ingress; no password, no TLS) on hive1, hive2",
    ]);
  });

  it("takes what a stranger's program says, and what a preview does not know", () => {
    const odd = [
      component("a", { kind: "service", service: "a" }),
      component("b", { kind: "firewall", machine: "m" }),
      component("c", { kind: "volume", volume: "v", machines: [undefined, "n"] }),
      component("d", { kind: "cluster" }),
      component("e", { kind: "machines" }),
      component("f", { hello: 1 }),
      {
        urn: urn("g"),
        type: "docker:index/service:Service",
        inputs: { endpointSpec: { ports: [null, { publishedPort: "x" }, {}] } },
      },
      { urn: urn("h"), type: "docker:index/service:Service", inputs: undefined },
    ];
    assert.deepEqual([matrixOf(odd).machines, matrixOf(odd).unguarded], [["m", "n"], ["n"]]);
  });
});

describe("changes of the exposure", () => {
  const changes = (after: readonly ReviewedResource[]): string[] =>
    exposureChanges(matrixOf(platform), matrixOf(after)).map(describeChange);

  it("are none where nothing changes", () => assert.deepEqual(changes([...platform].reverse()), []));

  it("tell which machine comes or goes where a way is open to those of the cluster", () => {
    const among = (peers: readonly string[]): ReviewedResource[] => [
      component("firewall-hive1", {
        kind: "firewall",
        tier: "production",
        machine: "hive1",
        publicPorts: [],
        administrationFrom: [],
        peers,
      } satisfies Descriptor),
    ];
    const between = (before: readonly string[], after: readonly string[]): string[] =>
      exposureChanges(matrixOf(among(before)), matrixOf(among(after))).map(describeChange);
    assert.deepEqual(between(["hive1", "hive2"], ["hive1", "hive3"]), [
      "  ~ cluster: 22/tcp (SSH; key, encrypted) on hive1; now from hive3, too; no longer from hive2  WIDER",
    ]);
    assert.deepEqual(between(["hive1", "hive2"], ["hive2", "hive1"]), []);
  });

  it("name what comes, goes and opens up, the widening first", () => {
    const after = platform.flatMap((resource) => {
      if (resource.urn === urn("wiki")) return [];
      if (resource.urn === urn("pad")) return [service("pad", route("pad"))];
      if (resource.urn === urn("firewall-store")) return [firewall("store", [], ["10.1.0.0/16", "192.0.2.0/24"])];
      return [resource];
    });
    assert.deepEqual(changes([...after, service("home", route("home"))]), [
      "  + public: https://home.example.org/ (home; no password, TLS own) on hive1, hive2  WIDER",
      "  ~ public: https://pad.example.org/ (pad; no password, TLS own) on hive1, hive2; was members: " +
        "https://pad.example.org/ (pad; password, TLS own) on hive1, hive2  WIDER",
      "  ~ administration (10.1.0.0/16, 192.0.2.0/24): 22/tcp (SSH; key, encrypted) on store; " +
        "was administration (10.1.0.0/16): 22/tcp (SSH; key, encrypted) on store  WIDER",
      "  - public: https://wiki.example.org/ (wiki; no password, TLS own) on hive1, hive2",
    ]);
  });
});
