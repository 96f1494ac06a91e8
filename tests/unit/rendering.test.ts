import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { parse } from "yaml";
import type { Workload } from "../../components/contracts/workload";
import { type Route, traefikRoute } from "../../components/ingress/traefik/route";
import { fileIs, writeFile } from "../../components/machines/configuration/file";
import { labNetwork } from "../../components/machines/lab/labNetwork";
import { nftables } from "../../components/networks/firewallRules";
import { goDuration, swarmService } from "../../components/orchestrators/swarm/render";
import { mountUnit } from "../../components/storage/gluster/mount";
import { quote } from "../../tools/shell";
import { holds } from "../support/holds";

describe("a lab's network", () => {
  it("is a /24 of 10.64.0.0/10 that the name alone decides", () => {
    holds(
      fc.property(
        fc.string().filter((name) => !name.includes("/")),
        (name) => {
          const { cidr, gateway } = labNetwork(name);
          assert.match(cidr, /^10\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.\d{1,3}\.0\/24$/);
          assert.equal(gateway, cidr.replace("0/24", "1"));
          assert.deepEqual(labNetwork(name).cidr, cidr);
        },
      ),
    );
  });

  it("refuses what is no /24, and more hosts than it has addresses for", () => {
    for (const wrong of ["10.80.7.0/16", "10.80.7.1/24", "300.1.1.0/24"])
      assert.throws(() => labNetwork(wrong), /allowed: a \/24/);
    const many = Array.from({ length: 241 }, (_, at) => `hive${at}`);
    assert.throws(() => labNetwork("x").addresses(many), /at most 240 hosts/);
  });
});

describe("shell", () => {
  it("reads back any word as it was quoted", () => {
    holds(
      fc.property(
        fc.string({ minLength: 1 }).filter((word) => !word.includes("\0")),
        (word) => assert.equal(execFileSync("/bin/sh", ["-c", `printf %s ${quote(word)}`]).toString(), word),
      ),
      { numRuns: 50 },
    );
  });

  it("a written file passes its own probe, and a changed one does not", () => {
    const file = { path: "/etc/x", content: "a 'quoted' $line\n\\backslash" };
    const here = (script: string): string => script.replaceAll("/etc/x", "$d/x").replaceAll("-o root ", "");
    const run = (tamper: string): string =>
      execFileSync("/bin/bash", [
        "-c",
        `set -e; d=$(mktemp -d); ${here(writeFile(file))}\n${tamper}\nif ${here(fileIs(file))}\n` +
          "then echo same; else echo differs; fi; rm -r $d",
      ])
        .toString()
        .trim();
    assert.equal(run(":"), "same");
    assert.equal(run("echo more >> $d/x"), "differs");
  });
});

describe("firewall rules", () => {
  const rules = nftables({
    publicPorts: [443, 80],
    publicUdpPorts: [],
    inside: [],
    machines: ["10.0.0.2", "10.0.0.1"],
    administrationFrom: ["10.0.0.254/32"],
  });

  it("are the same for the same set in any order", () => {
    assert.equal(
      rules,
      nftables({
        publicPorts: [80, 443],
        publicUdpPorts: [],
        inside: [],
        machines: ["10.0.0.1", "10.0.0.2"],
        administrationFrom: ["10.0.0.254/32"],
      }),
    );
  });

  it("drop by default, let SSH in from the administration alone, and judge published ports by the port asked for", () => {
    assert.match(rules, /hook input priority filter; policy drop;/);
    assert.match(rules, /ip saddr \{ 10\.0\.0\.254\/32 \} tcp dport 22 accept/);
    assert.equal(rules.match(/dport 22/g)?.length, 1);
    assert.match(
      rules,
      /ct original proto-dst \{ 80, 443 \} accept\n {4}meta l4proto tcp reject with tcp reset\n {4}drop/,
    );
  });

  it("name addresses of each family in its own words", () => {
    const administrationFrom = ["2001:db8::/32", "10.0.0.0/24"];
    const both = nftables({ publicPorts: [], publicUdpPorts: [], inside: [], machines: [], administrationFrom });
    assert.deepEqual(
      both.split("\n").flatMap((line) => (line.includes("saddr") ? [line.trim()] : [])),
      ["ip saddr { 10.0.0.0/24 } tcp dport 22 accept", "ip6 saddr { 2001:db8::/32 } tcp dport 22 accept"],
    );
  });

  it("open UDP ports beside those of TCP, in every chain, and only the ones that are named", () => {
    const both = nftables({
      publicPorts: [443],
      publicUdpPorts: [64738, 514],
      inside: [],
      machines: [],
      administrationFrom: [],
    });
    assert.deepEqual(
      both.split("\n").flatMap((line) => (/\b(dport|proto-dst)\b/.test(line) ? [line.trim()] : [])),
      [
        ...["input", "containers"].flatMap(() => ["tcp dport { 443 } accept", "udp dport { 514, 64738 } accept"]),
        "meta l4proto tcp ct original proto-dst { 443 } accept",
        "meta l4proto udp ct original proto-dst { 514, 64738 } accept",
      ],
    );
  });

  it("without public ports nothing is opened to everybody", () => {
    assert.doesNotMatch(
      nftables({ publicPorts: [], publicUdpPorts: [], inside: [], machines: [], administrationFrom: [] }),
      /dport|proto-dst/,
    );
  });
});

describe("GlusterFS", () => {
  const layout = {
    volume: "data",
    through: "10.0.0.1",
    members: ["10.0.0.1", "10.0.0.2", "10.0.0.3"] as [string, string, string],
    clients: [],
    replicas: 3,
    arbiter: false,
  };

  it("mounts from the machine itself, with the others behind it, before containers start", () => {
    const { content } = mountUnit(layout, "10.0.0.2", "/DATA");
    assert.match(content, /backup-volfile-servers=10\.0\.0\.1:10\.0\.0\.3 10\.0\.0\.2:\/data \/DATA/);
    assert.match(content, /Before=docker\.service/);
  });

  it("a machine without a brick mounts from the members, and is allowed to", () => {
    const withClient = { ...layout, clients: ["10.0.0.9"] };
    assert.match(
      mountUnit(withClient, "10.0.0.9", "/DATA").content,
      /backup-volfile-servers=10\.0\.0\.2:10\.0\.0\.3 10\.0\.0\.1:\/data \/DATA/,
    );
  });
});

describe("a workload on Swarm", () => {
  const workload: Workload = {
    name: "pad",
    image: "registry/pad@sha256:0",
    replicas: 1,
    writers: "single",
    memoryMebibytes: 64,
    environment: { B: "2", A: "1" },
    mounts: [{ source: "/DATA/x", target: "/x" }],
    health: { command: ["http-ok", "80", "/"], withinSeconds: 90 },
    networks: ["data"],
  };
  const render = (change: Partial<Workload> = {}) =>
    swarmService({ ...workload, ...change }, { endpointMode: "dnsrr", networks: { edge: "n1", data: "n2" } });

  it("a single writer is stopped before its successor starts; others are not", () => {
    assert.equal((render().updateConfig as { order: string }).order, "stop-first");
    assert.equal((render({ writers: "many" }).updateConfig as { order: string }).order, "start-first");
  });

  it("nothing is published unless it is declared, and then on the host itself", () => {
    assert.deepEqual((render().endpointSpec as { ports: unknown[] }).ports, []);
    assert.deepEqual(
      (render({ published: [{ port: 443, target: 8443 }] }).endpointSpec as { ports: unknown[] }).ports,
      [{ name: "", protocol: "tcp", targetPort: 8443, publishedPort: 443, publishMode: "host" }],
    );
    assert.deepEqual(
      (render({ published: [{ port: 514, target: 5140, protocol: "udp" }] }).endpointSpec as { ports: unknown[] })
        .ports,
      [{ name: "", protocol: "udp", targetPort: 5140, publishedPort: 514, publishMode: "host" }],
    );
  });

  it("a limit of processors is rendered if there is one, and memory always", () => {
    const limits = (change: Partial<Workload> = {}) =>
      (render(change).taskSpec as { resources: { limits: unknown } }).resources.limits;
    assert.deepEqual(limits(), { memoryBytes: 67_108_864 });
    assert.deepEqual(limits({ processors: 0.1 }), { memoryBytes: 67_108_864, nanoCpus: 100_000_000 });
  });

  it("one on each node has no number of copies; the provider waits for none", () => {
    const service = render({ replicas: "each-node" });
    assert.deepEqual(service.mode, { global: true });
    assert.equal(service.convergeConfig, undefined);
    assert.equal(render().convergeConfig, undefined);
  });

  it("variables are in a stable order", () => {
    assert.deepEqual(JSON.stringify(render()), JSON.stringify(render({ environment: { A: "1", B: "2" } })));
  });

  it("durations are spelled as Go spells them, and mean the same", () => {
    assert.deepEqual([0, 1, 59, 60, 90, 3600, 3661].map(goDuration), [
      "0s",
      "1s",
      "59s",
      "1m",
      "1m30s",
      "1h",
      "1h1m1s",
    ]);
    holds(
      fc.property(fc.nat(500_000), (seconds) => {
        const sum = [...goDuration(seconds).matchAll(/(\d+)([hms])/g)].reduce(
          (total, [, count, unit]) => total + Number(count) * { h: 3600, m: 60, s: 1 }[unit as "h" | "m" | "s"],
          0,
        );
        assert.equal(sum, seconds);
      }),
    );
  });
});

describe("a route of the ingress", () => {
  const route: Route = {
    service: "pad",
    exposure: "members",
    host: "pad.lab.internal",
    path: "/",
    port: 443,
    authentication: "password",
    tls: "own",
    backend: { host: "pad", port: 9001 },
  };
  const secrets = { certificate: "CERTIFICATE", privateKey: "KEY", members: ["b:2", "a:1"] };
  interface Dynamic {
    http: {
      routers: Record<string, { rule: string; middlewares?: string[] }>;
      middlewares?: Record<string, { basicAuth: { users: string[] } } & Record<string, unknown>>;
      services: Record<string, unknown>;
    };
  }

  it("for members stands behind their passwords; for the public it does not", () => {
    const members = parse(traefikRoute(route, secrets)) as Dynamic;
    assert.deepEqual(members.http.routers.pad!.middlewares, ["pad-members"]);
    assert.deepEqual(members.http.middlewares!["pad-members"]!.basicAuth.users, ["a:1", "b:2"]);
    const open = parse(traefikRoute({ ...route, exposure: "public", authentication: "none" }, secrets)) as Dynamic;
    assert.equal(open.http.routers.pad!.middlewares, undefined);
    assert.equal(open.http.middlewares, undefined);
  });

  it("below a path takes that path alone", () => {
    const { http } = parse(traefikRoute({ ...route, path: "/pads" }, secrets)) as Dynamic;
    assert.equal(http.routers.pad!.rule, "Host(`pad.lab.internal`) && (Path(`/pads`) || PathPrefix(`/pads/`))");
    assert.deepEqual(http.routers.pad!.middlewares, ["pad-members", "pad-path"]);
    assert.deepEqual(http.middlewares!["pad-path"], { stripPrefix: { prefixes: ["/pads"] } });
  });
});
