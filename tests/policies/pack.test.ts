/**
 * The pack as Pulumi runs it: our engine, real components with descriptors, no mocks. Every rule in one file, what
 * softens a verdict in another: they run side by side.
 */
import * as assert from "node:assert/strict";
import type { Tier } from "../../model/descriptor";
import { evidenceText } from "../../model/evidence";
import { evidence } from "../../policies/core/exampleEvidence";
import {
  firewall,
  ingress,
  ingressService,
  labContainer,
  machines,
  pinned,
  route,
  volume,
  wiki,
  wikiService,
} from "../../policies/core/examples";
import type { FixtureResource } from "../../policies/core/fixture";
import { guard, heads, platform } from "./support/smallPlatform";
import { JudgedStack } from "./support/stack";

/** One rule broken: what is changed, and what the pack says, each as `level id resource`. */
const broken: readonly {
  readonly shows: string;
  readonly tier: Tier;
  readonly changed: readonly FixtureResource[];
  readonly says: readonly string[];
  readonly blocked: boolean;
}[] = [
  {
    shows: "BKP-001: a service without state",
    tier: "development",
    changed: [wiki({ state: { items: [] } })],
    says: ["mandatory BKP-001 wiki"],
    blocked: true,
  },
  {
    shows: "BKP-002: no backup plan, above development",
    tier: "staging",
    changed: [wiki({ backup: null }), labContainer({ privileged: false })],
    says: ["mandatory BKP-002 wiki"],
    blocked: true,
  },
  {
    shows: "BKP-002: no backup plan, for a try-out",
    tier: "development",
    changed: [wiki({ backup: null })],
    says: ["advisory BKP-002 wiki"],
    blocked: false,
  },
  {
    shows: "EXP-001: a port published past the ingress",
    tier: "development",
    changed: [wikiService({ endpointSpec: { ports: [{ targetPort: 80, publishedPort: 8081 }] } })],
    says: ["mandatory EXP-001 wiki-service"],
    blocked: true,
  },
  {
    shows: "EXP-001, over the whole stack: a firewall with a port that no route declares",
    tier: "development",
    changed: [firewall([80, 443, 8443])],
    says: ["mandatory EXP-001 firewall-hive1"],
    blocked: true,
  },
  {
    shows: "EXP-002: the dashboard",
    tier: "development",
    changed: [
      ingressService(
        [
          [80, 80],
          [443, 443],
        ],
        { args: ["--api.insecure=true"] },
      ),
    ],
    says: ["mandatory EXP-002 ingress-traefik"],
    blocked: true,
  },
  {
    shows: "EXP-002: SSH from everywhere",
    tier: "development",
    changed: [firewall([80, 443], ["0.0.0.0/0"])],
    says: ["mandatory EXP-002 firewall-hive1"],
    blocked: true,
  },
  {
    shows: "EXP-003, over the whole stack: a page without TLS",
    tier: "development",
    changed: [wiki({ routes: [{ ...route, tls: "none" }] })],
    says: ["mandatory EXP-003 wiki"],
    blocked: true,
  },
  {
    shows: "EXP-004, over the whole stack: members who are asked for nothing",
    tier: "development",
    changed: [wiki({ routes: [{ ...route, exposure: "members" }] })],
    says: ["mandatory EXP-004 wiki"],
    blocked: true,
  },
  {
    shows: "EXP-005, over the whole stack: one address for two",
    tier: "development",
    changed: [{ ...ingress, props: { ...ingress.props, routes: [{ ...route, service: "ingress" }] } }],
    says: ["mandatory EXP-005 ingress", "mandatory EXP-005 wiki"],
    blocked: true,
  },
  {
    shows: "EXP-006, over the whole stack: a machine without a firewall",
    tier: "development",
    changed: [guard("hive2", { machine: "hive9" })],
    says: ["mandatory EXP-004 registry", "mandatory EXP-006 swarm"],
    blocked: true,
  },
  {
    shows: "SEC-001: the engine's socket",
    tier: "development",
    changed: [wikiService({}, { mounts: [{ type: "bind", source: "/var/run/docker.sock", target: "/s" }] })],
    says: ["mandatory SEC-001 wiki-service"],
    blocked: true,
  },
  {
    shows: "SEC-001: machines of the lab in production",
    tier: "production",
    changed: [],
    says: ["mandatory SEC-001 hive-hive1"],
    blocked: true,
  },
  {
    shows: "QRM-001: a single writer, scaled below its component",
    tier: "development",
    changed: [wikiService({ mode: { replicated: { replicas: 2 } } })],
    says: ["mandatory QRM-001 wiki-service"],
    blocked: true,
  },
  {
    shows: "QRM-005, over the whole stack: managers on one hypervisor",
    tier: "staging",
    changed: [machines({ hive1: "attic", hive2: "attic", hive3: "hall" }), labContainer({ privileged: false })],
    says: ["advisory QRM-005 swarm"],
    blocked: false,
  },
  {
    shows: "QRM-009, over the whole stack: data that one machine takes along",
    tier: "production",
    changed: [
      volume({ machines: ["hive1"], failureDomains: ["attic"], replicas: 1 }),
      labContainer({ privileged: false }),
    ],
    says: ["mandatory QRM-004 data", "mandatory QRM-009 swarm"],
    blocked: true,
  },
  {
    shows: "SEC-002: a password in a service's environment",
    tier: "development",
    changed: [wikiService({}, { env: { DB_PASS: "hunter2" } })],
    says: ["mandatory SEC-002 wiki-service"],
    blocked: true,
  },
  {
    shows: "SEC-003, over the whole stack: a directory of the machine",
    tier: "development",
    changed: [wikiService({}, { mounts: [{ type: "bind", source: "/home/ada", target: "/s" }] })],
    says: ["mandatory SEC-003 wiki-service"],
    blocked: true,
  },
  {
    shows: "SUP-003: software whose maintenance is over",
    tier: "production",
    changed: [wiki({ version: "2023-04-04" }), labContainer({ privileged: false })],
    says: ["mandatory BKP-010 wiki", "mandatory SUP-003 wiki"],
    blocked: true,
  },
  {
    shows: "SUP-001: a moving tag in development",
    tier: "development",
    changed: [wikiService({}, { image: "dokuwiki:latest" })],
    says: ["advisory SUP-001 wiki-service", "advisory SUP-002 wiki-service"],
    blocked: false,
  },
  {
    shows: "SUP-001: a moving tag in production",
    tier: "production",
    changed: [wikiService({}, { image: "dokuwiki:latest" }), labContainer({ privileged: false })],
    says: ["mandatory SUP-001 wiki-service", "mandatory SUP-002 wiki-service"],
    blocked: true,
  },
];

describe("the policy pack with the real engine", function () {
  this.timeout(600_000);
  let stack: JudgedStack;
  before(async () => {
    stack = await JudgedStack.create();
  });
  beforeEach(() => stack.evidence("school", "wiki", evidenceText(evidence({ at: new Date().toISOString() }).wiki!)));
  after(() => stack?.remove());

  it("a platform that keeps the rules passes without a word", async () => {
    const { code, output, said } = await stack.judge("preview", "development", platform());
    assert.deepEqual(said, []);
    assert.equal(code, 0, output);
  });

  const key = { type: "docker:index/secret:Secret", name: "key", props: { data: "a2V5" } };
  const edge = { type: "docker:index/network:Network", name: "edge", props: { name: "swarm-edge", driver: "overlay" } };
  const inNetwork = (id: object): FixtureResource =>
    wikiService({
      taskSpec: {
        networksAdvanceds: [{ id }],
        containerSpec: { image: pinned, secrets: [{ secretId: { $idOf: "key" }, secretName: "k", fileName: "/k" }] },
      },
    });

  it("SEC-004: a network that comes with the stack is known to be no machine's, before it has an id", async () => {
    const resources = [key, edge, ...platform([inNetwork({ $idOf: "edge" })])];
    const { code, output, said } = await stack.judge("preview", "development", resources);
    assert.deepEqual([code, said], [0, []], output);
  });

  it("SEC-004: a network that comes from a command is not known yet", async () => {
    const resources = [key, edge, ...platform([inNetwork({ $later: "host" })])];
    const { code, output, said } = await stack.judge("preview", "development", resources);
    assert.deepEqual([code, heads(said)], [0, ["advisory RUCHE-000 wiki-service"]], output);
    assert.ok(said[0]!.includes("SEC-004 not judged yet"));
  });

  for (const { shows, tier, changed, says, blocked } of broken) {
    it(`${shows}: ${blocked ? "blocks the preview" : "is reported, nothing stops"}`, async () => {
      const { code, output, said } = await stack.judge("preview", tier, platform(changed));
      assert.deepEqual(heads(said), says, output);
      assert.equal(code !== 0, blocked, output);
      for (const line of said) assert.match(line, new RegExp(`Tier ${tier} requires: .+ Do: `));
    });
  }
});
