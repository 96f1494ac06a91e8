import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { createServer as createWebServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import {
  type Asked,
  letsIn,
  portDifferences,
  portsToAsk,
  silentMachines,
  silentUdp,
  unusedUdp,
} from "../../cli/exposure/expected";
import { explained, readListeners } from "../../cli/exposure/listeners";
import { ownAddress, type PortState, scan } from "../../cli/exposure/ports";
import { askWeb, type WebAnswer } from "../../cli/exposure/web";
import { urlOf, webChecks, webDifferences } from "../../cli/exposure/webChecks";
import type { ExposureMatrix } from "../../model/review/exposure";
import type { Way } from "../../model/review/way";

const way = (change: Partial<Way>): Way => ({
  who: "public",
  from: [],
  protocol: "tcp",
  port: 443,
  host: null,
  path: null,
  authentication: "none",
  tls: "own",
  machines: ["a", "b"],
  service: "ingress",
  ...change,
});
const matrix: ExposureMatrix = {
  machines: ["a", "b"],
  unguarded: [],
  ways: [
    way({ host: "*.example.org", path: "/" }),
    way({ host: "*.example.org", path: "/", port: 80, tls: "none", redirects: true }),
    way({ host: "wiki.example.org", path: "/", service: "wiki" }),
    way({ who: "members", host: "pad.example.org", path: "/", authentication: "password", service: "pad" }),
    way({ who: "administration", from: ["10.1.0.0/16"], port: 22, service: "SSH", authentication: "key" }),
    way({ who: "cluster", from: ["a"], port: 49152, lastPort: 60999, service: "GlusterFS data" }),
    way({ who: "nobody", port: null, machines: [], service: "mariadb" }),
  ],
};
const stranger = { address: "192.0.2.7", machine: false };
const asked = (...ports: readonly (readonly [machine: string, port: number, protocol?: "udp"])[]): Asked[] =>
  ports.map(([machine, port, protocol]) => ({ machine, port, protocol: protocol ?? "tcp" }));
const found = (ports: readonly Asked[], states: readonly PortState[], viewpoint = stranger): string[] =>
  portDifferences(matrix, viewpoint, ports, states, "lab").map(
    ({ machine, what, found: text, opened }) => `${machine} ${what}: ${text}${opened ? " (opened)" : ""}`,
  );

describe("what is expected from outside", () => {
  it("asks what platforms are known for and what the matrix has, or everything", () => {
    const of = (all: boolean, protocol: string): number[] =>
      portsToAsk(matrix, all)
        .filter((port) => port.protocol === protocol)
        .map(({ port }) => port);
    for (const port of [22, 80, 443, 2375, 2377, 3306, 5000, 5432, 7946, 24007, 49152])
      assert.ok(of(false, "tcp").includes(port), String(port));
    assert.deepEqual(of(false, "udp"), [unusedUdp, 4789, 7946]);
    assert.equal(of(true, "tcp").length, 65_535);
  });

  it("knows who gets in as far as the network goes", () => {
    const [, , wiki, pad, ssh, data, none] = matrix.ways as [Way, Way, Way, Way, Way, Way, Way];
    const at = (address: string, machine = false) =>
      [wiki, pad, ssh, data, none].map((one) => letsIn(one, { address, machine }));
    assert.deepEqual(
      [at("192.0.2.7"), at("10.1.2.3"), at("10.2.0.1", true)],
      [
        [true, true, false, false, false],
        [true, true, true, false, false],
        [true, true, false, true, false],
      ],
    );
  });

  it("finds what is open and should not be, and what is closed and should not be", () => {
    assert.deepEqual(
      found(asked(["a", 443], ["a", 22], ["b", 50000], ["b", 9999], ["b", 80]), [
        "open",
        "open",
        "open",
        "open",
        "closed",
      ]),
      [
        "a 22/tcp: it is open (SSH) (opened)",
        "b 50000/tcp: it is open (opened)",
        "b 9999/tcp: it is open (opened)",
        "b 80/tcp: it is closed",
      ],
    );
    assert.deepEqual(found(asked(["a", 22], ["b", 22]), ["open", "silent"], { address: "10.1.0.1", machine: false }), [
      "b 22/tcp: it does not answer",
    ]);
    assert.deepEqual(found(asked(["a", 443], ["a", 3306], ["a", 22]), ["open", "closed", "silent"]), []);
  });

  it("tells of UDP what can be told: an answer, or silence where unused ports refuse", () => {
    const ports = asked(
      ["a", unusedUdp, "udp"],
      ["a", 7946, "udp"],
      ["a", 53, "udp"],
      ["b", unusedUdp, "udp"],
      ["b", 7946, "udp"],
    );
    const states: PortState[] = ["closed", "silent", "closed", "silent", "silent"];
    assert.deepEqual(found(ports, states), [
      "a 7946/udp: something takes what is sent there, while unused ports refuse it (Swarm node discovery) (opened)",
    ]);
    assert.deepEqual(found(asked(["b", 53, "udp"]), ["open"]), ["b 53/udp: it is open (opened)"]);
    assert.deepEqual(silentUdp(ports, states), ["b"]);
  });

  it("takes a machine that says nothing at all for one that is down", () => {
    assert.deepEqual(
      silentMachines(asked(["a", 22], ["a", 80], ["b", 22], ["b", 80]), ["silent", "closed", "silent", "silent"]),
      ["b"],
    );
  });
});

describe("what a machine says of its listeners", () => {
  const said =
    "loaded\ntcp 22 sshd\nudp 4789 no program, but the system itself\ntcp 9998 docker-proxy\ntcp 9998 the container byhand\nnonsense\n";

  it("is read", () => {
    const { firewall, ports } = readListeners("a", said);
    assert.deepEqual(
      [firewall, ports.map(({ protocol, port, by }) => `${port}/${protocol} ${by}`)],
      [
        true,
        [
          "22/tcp sshd",
          "4789/udp no program, but the system itself",
          "9998/tcp docker-proxy",
          "9998/tcp the container byhand",
        ],
      ],
    );
    assert.equal(readListeners("a", "missing\n").firewall, false);
  });

  it("explains open ports and nothing else", () => {
    const differences = portDifferences(
      matrix,
      stranger,
      asked(["a", 9998], ["a", 80], ["b", 9998]),
      ["open", "closed", "open"],
      "lab",
    );
    assert.deepEqual(
      explained(differences, [readListeners("a", said), undefined]).map((one) => one.found),
      [
        "it is open; the container byhand listens there; its firewall has a rule that nobody declared",
        "it is closed",
        "it is open",
      ],
    );
    assert.match(
      explained(differences, [readListeners("a", said.replace("loaded", "missing"))])[0]!.found,
      /its firewall is not loaded$/,
    );
  });
});

describe("what the ingress must answer", () => {
  const checks = webChecks(
    matrix,
    [{ name: "a", address: "10.0.0.1" }],
    { environment: "lab", domain: "example.org", authority: "PEM" },
    "stranger",
  );
  const answer = (of: (url: string) => WebAnswer | undefined): string[] =>
    webDifferences(
      checks,
      checks.map(({ question }) => of(urlOf(question)) ?? right(urlOf(question))),
    ).map(({ what, found: text }) => `${what}: ${text}`);
  const right = (url: string): WebAnswer => {
    if (url.startsWith("http:")) return { status: 308, location: url.replace("http:", "https:") };
    if (url.includes("wiki")) return { status: 200 };
    return { status: url.includes("pad") ? 401 : 404 };
  };

  it("is asked of every route, by HTTP too, of hosts that nobody declared and of services without a route", () => {
    assert.deepEqual(
      checks.map(({ question }) => `${urlOf(question)} ${question.certificate}`),
      [
        "https://wiki.example.org/ trusted",
        "https://pad.example.org/ trusted",
        "http://wiki.example.org/ no TLS",
        "http://pad.example.org/ no TLS",
        "https://stranger.example.org/ any",
        "https://stranger.example.org/dashboard/ any",
        "https://stranger.example.org/api/rawdata any",
        "https://mariadb.example.org/ any",
      ],
    );
    assert.deepEqual(
      answer(() => undefined),
      [],
    );
  });

  it("differs when a password is not asked for, HTTP does not redirect, a certificate is wrong, or something answers for nobody", () => {
    const wrong: Readonly<Record<string, WebAnswer>> = {
      "https://pad.example.org/": { status: 200 },
      "https://wiki.example.org/": { failure: "DEPTH_ZERO_SELF_SIGNED_CERT: self-signed certificate" },
      "http://wiki.example.org/": { status: 200 },
      "http://pad.example.org/": { status: 301, location: "https://elsewhere.org/" },
      "https://mariadb.example.org/": { status: 200 },
      "https://stranger.example.org/api/rawdata": { status: 200 },
    };
    assert.deepEqual(
      answer((url) => wrong[url]),
      [
        "https://wiki.example.org/: DEPTH_ZERO_SELF_SIGNED_CERT: self-signed certificate",
        "https://pad.example.org/: without a password it answers 200 and not 401",
        "http://wiki.example.org/: it answers 200",
        "http://pad.example.org/: it answers 301 and sends to https://elsewhere.org/",
        "https://stranger.example.org/api/rawdata: it answers 200",
        "https://mariadb.example.org/: it answers 200",
      ],
    );
    assert.deepEqual(
      answer((url) => (url === "https://wiki.example.org/" ? { status: 401 } : undefined)),
      ["https://wiki.example.org/: it answers 401"],
    );
    assert.deepEqual(
      answer((url) => (url.includes("stranger") ? { failure: "no certificate" } : undefined)),
      [],
    );
  });
});

describe("asking ports", () => {
  it("tells open from closed, TCP and UDP, more ports than are asked at once", async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
    const echo = createSocket("udp4")
      .on("message", (_, from) => echo.send("yes", from.port, from.address))
      .bind(0, "127.0.0.1");
    const quiet = createSocket("udp4").bind(0, "127.0.0.1");
    await Promise.all([server, echo, quiet].map((one) => new Promise((resolve) => one.once("listening", resolve))));
    const gone = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => gone.once("listening", resolve));
    const free = (gone.address() as AddressInfo).port;
    await new Promise((resolve) => gone.close(resolve));
    try {
      const port = (number: number, protocol: "tcp" | "udp") => ({ address: "127.0.0.1", port: number, protocol });
      const open = port((server.address() as AddressInfo).port, "tcp");
      assert.deepEqual(
        await scan(
          [
            open,
            port(free, "tcp"),
            port(echo.address().port, "udp"),
            port(free, "udp"),
            port(quiet.address().port, "udp"),
            open,
          ],
          { milliseconds: 300, atOnce: 2, from: "127.0.0.1" },
        ),
        ["open", "closed", "open", "closed", "silent", "open"],
      );
    } finally {
      server.close();
      echo.close();
      quiet.close();
    }
  });

  it("knows from which address it asks", async () => assert.equal(await ownAddress("127.0.0.1"), "127.0.0.1"));

  it("asks the web without following where it is sent", async () => {
    const server = createWebServer((_, response) =>
      response.writeHead(308, { location: "https://wiki.example.org/" }).end("x".repeat(100_000)),
    ).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const question = {
      address: "127.0.0.1",
      port: (server.address() as AddressInfo).port,
      host: "wiki.example.org",
      path: "/",
      certificate: "no TLS" as const,
    };
    try {
      assert.deepEqual(await askWeb(question), { status: 308, location: "https://wiki.example.org/" });
      assert.match(JSON.stringify(await askWeb({ ...question, certificate: "trusted" })), /failure/);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
