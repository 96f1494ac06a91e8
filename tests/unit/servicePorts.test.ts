import assert from "node:assert/strict";
import { parse } from "yaml";
import {
  defineService,
  HostedService,
  type OpenedPort,
  type Platform,
  type PlatformArgs,
  type ServicePort,
} from "../../components";
import { IngressPorts } from "../../components/ingress/ports";
import { traefikOptions } from "../../components/ingress/traefik/options";
import { traefikPorts } from "../../components/ingress/traefik/ports";
import { openedPorts } from "../../components/platform/openedPorts";
import { exposureLevels } from "../../model/descriptor";
import { wrongPort, wrongPortExposure } from "../../model/rules/openedPort";
import { inputsOf, settled, smallPlatform, startMocks } from "./support/mockedProgram";

/** A kind of two containers that both listen to more than HTTP. */
const monitor = (ports: Readonly<Record<string, ServicePort>>) =>
  defineService({
    kind: "monitor",
    title: "Monitor",
    image: "monitor",
    version: "1",
    port: 8080,
    ready: { path: "/", withinSeconds: 30 },
    writers: "many",
    state: { none: "it only looks" },
    containers: { server: { command: ["server"], health: { command: ["true"], withinSeconds: 10 } } },
    ports,
  });

const offered = {
  agents: { port: 10051, container: "server", encrypted: true },
  traps: { port: 1162, protocol: "udp" },
  ssh: { port: 22 },
} as const;

const listening: NonNullable<PlatformArgs["ports"]> = [
  { port: 162, protocol: "udp" },
  { port: 10051, protocol: "tcp" },
];

/** Of a platform, what gives ports to services. */
const platform = () => ({ ingress: { ports: new IngressPorts("front", listening) } }) as unknown as Platform;

/** The ports that a service opens. */
const opened = (
  ports: Readonly<Record<string, OpenedPort>>,
  { of = offered, service = "watch", on = platform() }: Partial<Of> = {},
) => openedPorts(`Monitor ${service}`, service, monitor(of), { on, ports });

interface Of {
  readonly of: Readonly<Record<string, ServicePort>>;
  readonly service: string;
  readonly on: Platform;
}

describe("ports of a service", () => {
  it("are those that an environment names, under their own number or another one", () => {
    assert.deepEqual(opened({ traps: { exposure: "cluster", port: 162 }, agents: { exposure: "public" } }), [
      { name: "agents", exposure: "public", port: 10051, protocol: "tcp", encrypted: true },
      { name: "traps", exposure: "cluster", port: 162, protocol: "udp", encrypted: false },
    ]);
    assert.deepEqual(opened({}), []);
  });

  it("are published by the ingress alone, which hands them on on every node", async () => {
    startMocks();
    const { platform: on } = smallPlatform("trial", { ports: listening });
    const ports = { traps: { exposure: "cluster", port: 162 }, agents: { exposure: "public" } } as const;
    const kind = monitor(offered);
    const watch = new HostedService("ruche:services:Monitor", kind, "watch", { on, exposure: "nobody", ports });
    const other = new HostedService("ruche:services:Monitor", kind, "other", { on, exposure: "nobody" });
    await settled();
    assert.deepEqual([watch.descriptor.ports?.length, "ports" in other.descriptor], [2, false]);
    const published = (name: string) =>
      inputsOf(name).endpointSpec.ports.map((port: { publishedPort: number; protocol: string }) => [
        port.publishedPort,
        port.protocol,
      ]);
    assert.deepEqual(published("trial-ingress-traefik"), [
      [80, "tcp"],
      [443, "tcp"],
      [162, "udp"],
      [10051, "tcp"],
    ]);
    assert.deepEqual(published("watch-service"), []);
    assert.deepEqual(published("watch-server"), []);
    for (const machine of ["lab1", "lab2", "lab3"])
      assert.match(inputsOf(`watch-ports-trial-${machine}`).create, /watch-server:10051(.|\n)*watch:1162/);
  });

  it("lead to the container that listens, by one router for each", () => {
    const file = traefikPorts([
      {
        name: "a",
        exposure: "public",
        port: 64738,
        protocol: "tcp",
        encrypted: true,
        backend: { host: "voice", port: 1 },
      },
      {
        name: "b",
        exposure: "public",
        port: 64738,
        protocol: "udp",
        encrypted: true,
        backend: { host: "voice", port: 2 },
      },
    ]);
    const service = (address: string) => ({ loadBalancer: { servers: [{ address }] } });
    assert.deepEqual(parse(file), {
      tcp: {
        routers: { "tcp-64738": { rule: "HostSNI(`*`)", entryPoints: ["tcp-64738"], service: "tcp-64738" } },
        services: { "tcp-64738": service("voice:1") },
      },
      udp: {
        routers: { "udp-64738": { entryPoints: ["udp-64738"], service: "udp-64738" } },
        services: { "udp-64738": service("voice:2") },
      },
    });
    const options = (ports: NonNullable<PlatformArgs["ports"]>) =>
      traefikOptions({ acme: false, ports }).slice(traefikOptions({ acme: false, ports: [] }).length);
    assert.ok(
      traefikOptions({ acme: false, ports: [] }).includes(
        "--entrypoints.https.transport.respondingtimeouts.readtimeout=1h",
      ),
      "an upload that takes longer than Traefik's own minute is not cut",
    );
    assert.deepEqual(options([{ port: 514, protocol: "udp" }]), ["--entrypoints.udp-514.address=:514/udp"]);
    assert.deepEqual(options([{ port: 10051, protocol: "tcp" }]), [
      "--entrypoints.tcp-10051.address=:10051/tcp",
      "--tcpserverstransport.dialtimeout=2s",
    ]);
  });

  for (const [what, ports, said] of [
    [
      "a name that its kind does not have",
      { agnets: { exposure: "public" } },
      /ports is "agnets"; .* agents, traps, ssh/,
    ],
    [
      "a password that nothing asks for",
      { agents: { exposure: "members" } },
      /agents\.exposure is "members"; .* cluster, public/,
    ],
    ["a VPN that is not there", { agents: { exposure: "vpn" } }, /agents\.exposure is "vpn"; .* There is no VPN/],
    ["nobody", { agents: { exposure: "nobody" } }, /agents\.exposure is "nobody"; .* Remove the port/],
    ["another word", { agents: { exposure: "all" } }, /agents\.exposure is "all"; allowed: cluster, public/],
    ["a number of the platform's own", { ssh: { exposure: "public" } }, /ssh\.port is 22; .*\(SSH\)/],
    ["a number that is none", { agents: { exposure: "public", port: 65536 } }, /port is 65536; allowed: .* 1 to 65535/],
    [
      "a number on which the ingress does not listen",
      { ssh: { exposure: "public", port: 2222 } },
      /"2222\/tcp"; allowed: 162\/udp, 10051\/tcp/,
    ],
    ["another protocol than the ingress listens to", { traps: { exposure: "public", port: 10051 } }, /"10051\/udp"/],
  ] as const)
    it(`are refused with ${what}`, () => {
      assert.throws(() => opened(ports as unknown as Record<string, OpenedPort>), {
        name: "UserError",
        message: said,
      });
    });

  it("are refused if another service has one of them", () => {
    const on = platform();
    opened({ agents: { exposure: "public" } }, { on });
    assert.throws(() => opened({ agents: { exposure: "cluster" } }, { on, service: "other" }), {
      name: "UserError",
      message: /^Monitor other: ports\.agents\.port is "10051\/tcp"; .* A port that watch has already/,
    });
  });

  it("are refused on an ingress that cannot listen there", () => {
    for (const port of [0, 80, 443, 5000, 8080, 8082, 65536, 1.5])
      assert.throws(() => new IngressPorts("front", [{ port, protocol: "tcp" }]), {
        name: "UserError",
        message: new RegExp(`^Ingress front: ports is ${port};`),
      });
  });

  for (const [what, ports, said] of [
    ["a number that is none", { agents: { port: 0 } }, /monitor: ports\.agents\.port is 0/],
    [
      "a protocol that is none",
      { agents: { port: 1, protocol: "sctp" } },
      /agents\.protocol is "sctp"; allowed: tcp, udp/,
    ],
    ["a name that is none", { Agents: { port: 1 } }, /ports\.Agents is "Agents"/],
    ["a container that it does not have", { agents: { port: 1, container: "severs" } }, /"severs"; allowed: server/],
    [
      "the port of its pages",
      { agents: { port: 8080 } },
      /agents\.port is 8080; allowed: any port but that of its pages/,
    ],
  ] as const)
    it(`are not offered with ${what}`, () => {
      assert.throws(() => opened({}, { of: ports as never }), { name: "UserError", message: said });
    });
});

describe("the rule of opened ports", () => {
  it("keeps the two levels that need no password", () => {
    assert.deepEqual(
      exposureLevels.filter((level) => wrongPortExposure(level) === undefined),
      ["cluster", "public"],
    );
  });

  it("keeps machines, cluster, storage, registry and ingress apart from services", () => {
    const own = [22, 80, 443, 2375, 2376, 2377, 4789, 5000, 6443, 7946, 8006, 10250, 24007, 49152, 60999];
    assert.deepEqual(
      own.filter((port) => wrongPort({ port, protocol: "tcp" }) === undefined),
      [],
    );
    assert.deepEqual(
      [25, 514, 2222, 3306, 8443, 10051, 64738, 65535].filter(
        (port) => wrongPort({ port, protocol: "tcp" }) !== undefined,
      ),
      [],
    );
  });
});
