/** The pack as Pulumi runs it: our engine, real components with descriptors, no mocks. */
import * as assert from "node:assert/strict";
import type { Tier } from "../../components/core/descriptor";
import { cluster, environment, evidence, evidenceKeys, firewall, ingress, ingressService, labContainer, labMachines, machines, pinned, registry, route, since, volume, wiki, wikiService } from "../../policies/core/examples";
import { evidenceText } from "../../components/core/evidence";
import type { FixtureResource } from "../../policies/core/fixture";
import { JudgedStack } from "./support/stack";

/** The firewall of a machine that is reached by the others alone. */
const guard = (machine: string, change: object = {}): FixtureResource => ({ ...firewall(), name: `firewall-${machine}`, props: { ...firewall([], []).props, machine, ...change } });

/** A small platform that keeps every rule. */
const platform = (changed: readonly FixtureResource[] = []): FixtureResource[] => {
  const all = [labMachines, labContainer(), firewall(), guard("hive2"), guard("hive3"), environment(), volume(), cluster(), registry(), ingress, ingressService(), wiki(), wikiService()];
  return all.map((resource) => changed.find(({ name }) => name === resource.name) ?? resource);
};

/** One rule broken: what is changed, and what the pack says, each as `level id resource`. */
const broken: readonly { readonly shows: string; readonly tier: Tier; readonly changed: readonly FixtureResource[]; readonly says: readonly string[]; readonly blocked: boolean }[] = [
  { shows: "BKP-001: a service without state", tier: "development", changed: [wiki({ state: { items: [] } })], says: ["mandatory BKP-001 wiki"], blocked: true },
  { shows: "BKP-002: no backup plan, above development", tier: "staging", changed: [wiki({ backup: null }), labContainer({ privileged: false })], says: ["mandatory BKP-002 wiki"], blocked: true },
  { shows: "BKP-002: no backup plan, for a try-out", tier: "development", changed: [wiki({ backup: null })], says: ["advisory BKP-002 wiki"], blocked: false },
  { shows: "EXP-001: a port published past the ingress", tier: "development", changed: [wikiService({ endpointSpec: { ports: [{ targetPort: 80, publishedPort: 8081 }] } })], says: ["mandatory EXP-001 wiki-service"], blocked: true },
  { shows: "EXP-001, over the whole stack: a firewall with a port that no route declares", tier: "development", changed: [firewall([80, 443, 8443])], says: ["mandatory EXP-001 firewall-hive1"], blocked: true },
  { shows: "EXP-002: the dashboard", tier: "development", changed: [ingressService([[80, 80], [443, 443]], { args: ["--api.insecure=true"] })], says: ["mandatory EXP-002 ingress-traefik"], blocked: true },
  { shows: "EXP-002: SSH from everywhere", tier: "development", changed: [firewall([80, 443], ["0.0.0.0/0"])], says: ["mandatory EXP-002 firewall-hive1"], blocked: true },
  { shows: "EXP-003, over the whole stack: a page without TLS", tier: "development", changed: [wiki({ routes: [{ ...route, tls: "none" }] })], says: ["mandatory EXP-003 wiki"], blocked: true },
  { shows: "EXP-004, over the whole stack: members who are asked for nothing", tier: "development", changed: [wiki({ routes: [{ ...route, exposure: "members" }] })], says: ["mandatory EXP-004 wiki"], blocked: true },
  { shows: "EXP-005, over the whole stack: one address for two", tier: "development", changed: [{ ...ingress, props: { ...ingress.props, routes: [{ ...route, service: "ingress" }] } }], says: ["mandatory EXP-005 ingress", "mandatory EXP-005 wiki"], blocked: true },
  { shows: "EXP-006, over the whole stack: a machine without a firewall", tier: "development", changed: [guard("hive2", { machine: "hive9" })], says: ["mandatory EXP-004 registry", "mandatory EXP-006 swarm"], blocked: true },
  { shows: "SEC-001: the engine's socket", tier: "development", changed: [wikiService({}, { mounts: [{ type: "bind", source: "/var/run/docker.sock", target: "/s" }] })], says: ["mandatory SEC-001 wiki-service"], blocked: true },
  { shows: "SEC-001: machines of the lab in production", tier: "production", changed: [], says: ["mandatory SEC-001 hive-hive1"], blocked: true },
  { shows: "QRM-001: a single writer, scaled below its component", tier: "development", changed: [wikiService({ mode: { replicated: { replicas: 2 } } })], says: ["mandatory QRM-001 wiki-service"], blocked: true },
  { shows: "QRM-005, over the whole stack: managers on one hypervisor", tier: "staging", changed: [machines({ hive1: "attic", hive2: "attic", hive3: "hall" }), labContainer({ privileged: false })], says: ["advisory QRM-005 swarm"], blocked: false },
  { shows: "QRM-009, over the whole stack: data that one machine takes along", tier: "production", changed: [volume({ machines: ["hive1"], failureDomains: ["attic"], replicas: 1 }), labContainer({ privileged: false })], says: ["mandatory QRM-004 data", "mandatory QRM-009 swarm"], blocked: true },
  { shows: "SEC-002: a password in a service's environment", tier: "development", changed: [wikiService({}, { env: { DB_PASS: "hunter2" } })], says: ["mandatory SEC-002 wiki-service"], blocked: true },
  { shows: "SEC-003, over the whole stack: a directory of the machine", tier: "development", changed: [wikiService({}, { mounts: [{ type: "bind", source: "/home/ada", target: "/s" }] })], says: ["mandatory SEC-003 wiki-service"], blocked: true },
  { shows: "SUP-003: software whose maintenance is over", tier: "production", changed: [wiki({ version: "2023-04-04" }), labContainer({ privileged: false })], says: ["mandatory BKP-010 wiki", "mandatory SUP-003 wiki"], blocked: true },
  { shows: "SUP-001: a moving tag in development", tier: "development", changed: [wikiService({}, { image: "dokuwiki:latest" })], says: ["advisory SUP-001 wiki-service", "advisory SUP-002 wiki-service"], blocked: false },
  { shows: "SUP-001: a moving tag in production", tier: "production", changed: [wikiService({}, { image: "dokuwiki:latest" }), labContainer({ privileged: false })], says: ["mandatory SUP-001 wiki-service", "mandatory SUP-002 wiki-service"], blocked: true },
];

describe("the policy pack with the real engine", function () {
  this.timeout(180_000);
  let stack: JudgedStack;
  const drilled = (passed = true, privateKey?: string): string => evidenceText(evidence({ at: new Date().toISOString(), passed }, privateKey).wiki!);
  before(async () => { stack = await JudgedStack.create(); });
  beforeEach(() => stack.evidence("school", "wiki", drilled()));
  after(() => stack?.remove());

  const heads = (said: readonly string[]): string[] => said.map((line) => line.split(":")[0] ?? "");

  it("a platform that keeps the rules passes without a word", async () => {
    const { code, output, said } = await stack.judge("preview", "development", platform());
    assert.deepEqual(said, []);
    assert.equal(code, 0, output);
  });

  for (const { shows, tier, changed, says, blocked } of broken) {
    it(`${shows}: ${blocked ? "blocks the preview" : "is reported, nothing stops"}`, async () => {
      const { code, output, said } = await stack.judge("preview", tier, platform(changed));
      assert.deepEqual(heads(said), says, output);
      assert.equal(code !== 0, blocked, output);
      for (const line of said) assert.match(line, new RegExp(`Tier ${tier} requires: .+ Do: `));
    });
  }

  const later = (image: string, ...more: readonly FixtureResource[]): FixtureResource[] => platform([labContainer({ privileged: false }), wikiService({}, { image: { $later: image } }), ...more]);

  it("what a preview does not know is named and not judged; what is known still blocks", async () => {
    const { code, output, said } = await stack.judge("preview", "production", later("dokuwiki:latest"));
    assert.deepEqual([...new Set(heads(said))], ["advisory RUCHE-000 wiki-service"], output);
    assert.match(said[0]!, /SUP-001 not judged yet .*\.taskSpec\.containerSpec\.image/);
    assert.equal(code, 0, output);
    const more = await stack.judge("preview", "production", later(pinned, guard("hive2", { administrationFrom: ["0.0.0.0/0"] })));
    assert.deepEqual([...new Set(heads(more.said))], ["advisory RUCHE-000 wiki-service", "mandatory EXP-002 firewall-hive2"], more.output);
    assert.notEqual(more.code, 0, more.output);
  });

  it("what is only advisory in a tier is not announced as not judged yet", async () => {
    const { code, output, said } = await stack.judge("preview", "development", platform([wikiService({}, { image: { $later: "dokuwiki:latest" } })]));
    assert.deepEqual(said, []);
    assert.equal(code, 0, output);
  });

  it("the update judges it once it is known, before the service is made", async () => {
    const alone = [environment(), volume(), wiki(), wikiService({}, { image: { $later: "dokuwiki:latest" } })];
    const { code, output, said } = await stack.judge("up", "production", alone);
    assert.deepEqual(heads(said).filter((head) => head.startsWith("mandatory")), ["mandatory SUP-001 wiki-service"], output);
    assert.notEqual(code, 0, output);
    const made = await stack.made();
    assert.ok(made.includes("command:local:Command") && !made.includes("docker:index/service:Service"), made.join("\n"));
  });

  const small = (...more: readonly FixtureResource[]): FixtureResource[] => [environment(), volume(), wiki(), ...more];

  for (const [shows, text, says] of [
    ["none", undefined, "BKP-006"], ["a failed one", drilled(false), "BKP-008"], ["one that a stranger signed", drilled(true, evidenceKeys.stranger), "BKP-009"],
    ["half of one", drilled().slice(0, 200), "BKP-009"],
  ] as const) {
    it(`${says}: evidence of a restore, ${shows}: blocks production, and is only reported in development`, async () => {
      stack.evidence("school", "wiki", text);
      const { code, output, said } = await stack.judge("preview", "production", small());
      assert.deepEqual(heads(said), [`mandatory ${says} wiki`], output);
      assert.notEqual(code, 0, output);
      const mild = await stack.judge("preview", "development", small());
      assert.deepEqual([heads(mild.said), mild.code], [[`advisory ${says} wiki`], 0], mild.output);
    });
  }

  it("a key that is only made by the update: not judged yet", async () => {
    const { code, output, said } = await stack.judge("preview", "production", [environment({ evidenceKey: { $later: evidenceKeys.publicKey } }), volume(), wiki()]);
    assert.deepEqual([...new Set(heads(said))], ["advisory RUCHE-000 wiki"], output);
    assert.match(said[0]!, /BKP-\d+ not judged yet .*\.evidenceKey/);
    assert.equal(code, 0, output);
  });

  it("BKP-006: a first deployment has its grace, and an old one has none, as the time of the first deployment says", async () => {
    stack.evidence("school", "wiki", undefined);
    const deployed = (create: string): FixtureResource[] => small({ ...since(""), props: { create } });
    const before = await stack.judge("preview", "production", deployed("date -u +%FT%TZ"));
    assert.deepEqual(heads(before.said), ["advisory RUCHE-000 wiki"], before.output);
    assert.match(before.said[0]!, /BKP-006 not judged yet .*\.stdout/);
    for (const command of ["up", "preview"] as const) {
      const { code, output, said } = await stack.judge(command, "production", deployed("date -u +%FT%TZ"));
      assert.deepEqual([said, code], [[], 0], output);
    }
    await stack.judge("up", "development", small());
    const old = await stack.judge("up", "development", deployed("echo 2020-01-01T00:00:00Z"));
    assert.deepEqual(heads(old.said), ["advisory BKP-006 wiki"], old.output);
    const { code, output, said } = await stack.judge("preview", "production", deployed("date -u +%FT%TZ"));
    assert.deepEqual(heads(said), ["mandatory BKP-006 wiki"], output);
    assert.match(said[0]!, /it has been running for \d+d\d*h? and no restore/);
    assert.notEqual(code, 0, output);
  });

  const exception = { policy: "EXP-002", resource: "firewall-hive1", reason: "the old office moves out", owner: "ada@example.org", until: "2999-12-31" };
  const open = platform([firewall([80, 443], ["0.0.0.0/0"])]);

  it("an exception of the environment covers one violation, which is said with who answers for it, and the verdict has it", async () => {
    const { code, output, said, verdict } = await stack.judge("preview", "development", open, [exception]);
    assert.deepEqual([heads(said), code], [["advisory RUCHE-001 firewall-hive1"], 0], output);
    assert.match(said[0]!, /EXP-002 excepted for .* Reason: the old office moves out\. Owner: ada@example\.org\. Until: 2999-12-31\./);
    const judged = verdict?.policies.find(({ id }) => id === "EXP-002");
    assert.deepEqual([judged?.violations, judged?.excepted.map(({ name, owner }) => `${name} ${owner}`)], [[], ["firewall-hive1 ada@example.org"]]);
    assert.ok((judged?.judged ?? 0) > 3);
    assert.equal(verdict?.policies.find(({ id }) => id === "SUP-005")?.judged, 0);
    assert.deepEqual(verdict?.exceptions.map(({ outcome }) => outcome), ["used"]);
  });

  it("one that is over blocks again and says so; one that covers nothing is named", async () => {
    const { code, output, said, verdict } = await stack.judge("preview", "development", open, [{ ...exception, until: "2020-01-01" }, { ...exception, policy: "SEC-001", resource: "wiki-service" }]);
    assert.deepEqual(heads(said), ["advisory RUCHE-002 judged-test", "mandatory EXP-002 firewall-hive1"], output);
    assert.match(said.join(), /held until 2020-01-01 and is over/);
    assert.notEqual(code, 0, output);
    assert.deepEqual(verdict?.exceptions.map(({ outcome }) => outcome), ["expired", "unused"]);
  });

  it("one that is wider than one resource is not honoured in production, even where it would cover only one", async () => {
    const { code, output, said, verdict } = await stack.judge("preview", "production", [...open.filter(({ name }) => name !== "hive-hive1")], [{ ...exception, resource: "firewall-*" }]);
    assert.deepEqual(heads(said), ["advisory RUCHE-002 judged-test", "mandatory EXP-002 firewall-hive1"], output);
    assert.match(said.join(), /is not honoured: it is wider than one resource/);
    assert.notEqual(code, 0, output);
    assert.deepEqual(verdict?.exceptions.map(({ outcome }) => outcome), ["refused"]);
  });
});
