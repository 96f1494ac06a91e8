/**
 * What softens or delays a verdict of the pack, as Pulumi runs it: unknown values, evidence of restores with its grace,
 * exceptions.
 */
import * as assert from "node:assert/strict";
import { evidenceText } from "../../model/evidence";
import { evidence } from "../../policies/core/exampleEvidence";
import {
  environment,
  evidenceKeys,
  firewall,
  labContainer,
  pinned,
  since,
  volume,
  wiki,
  wikiService,
} from "../../policies/core/examples";
import type { FixtureResource } from "../../policies/core/fixture";
import { guard, heads, platform } from "./support/smallPlatform";
import { JudgedStack } from "./support/stack";

describe("verdicts of the policy pack with the real engine", function () {
  this.timeout(600_000);
  let stack: JudgedStack;
  const drilled = (passed = true, privateKey?: string): string =>
    evidenceText(evidence({ at: new Date().toISOString(), passed }, privateKey).wiki!);
  before(async () => {
    stack = await JudgedStack.create();
  });
  beforeEach(() => stack.evidence("school", "wiki", drilled()));
  after(() => stack?.remove());

  const later = (image: string, ...more: readonly FixtureResource[]): FixtureResource[] =>
    platform([labContainer({ privileged: false }), wikiService({}, { image: { $later: image } }), ...more]);

  it("what a preview does not know is named and not judged; what is known still blocks", async () => {
    const { code, output, said } = await stack.judge("preview", "production", later("dokuwiki:latest"));
    assert.deepEqual([...new Set(heads(said))], ["advisory RUCHE-000 wiki-service"], output);
    assert.match(said[0]!, /SUP-001 not judged yet .*\.taskSpec\.containerSpec\.image/);
    assert.equal(code, 0, output);
    const more = await stack.judge(
      "preview",
      "production",
      later(pinned, guard("hive2", { administrationFrom: ["0.0.0.0/0"] })),
    );
    assert.deepEqual(
      [...new Set(heads(more.said))],
      ["advisory RUCHE-000 wiki-service", "mandatory EXP-002 firewall-hive2"],
      more.output,
    );
    assert.notEqual(more.code, 0, more.output);
  });

  it("what is only advisory in a tier is not announced as not judged yet", async () => {
    const { code, output, said } = await stack.judge(
      "preview",
      "development",
      platform([wikiService({}, { image: { $later: "dokuwiki:latest" } })]),
    );
    assert.deepEqual(said, []);
    assert.equal(code, 0, output);
  });

  it("the update judges it once it is known, before the service is made", async () => {
    const alone = [environment(), volume(), wiki(), wikiService({}, { image: { $later: "dokuwiki:latest" } })];
    const { code, output, said } = await stack.judge("up", "production", alone);
    assert.deepEqual(
      heads(said).filter((head) => head.startsWith("mandatory")),
      ["mandatory SUP-001 wiki-service"],
      output,
    );
    assert.notEqual(code, 0, output);
    const made = await stack.made();
    assert.ok(
      made.includes("command:local:Command") && !made.includes("docker:index/service:Service"),
      made.join("\n"),
    );
  });

  /** Nothing runs it here, which QRM-001 would say of a service with one writer. */
  const described = wiki({ writers: "many" });
  const small = (...more: readonly FixtureResource[]): FixtureResource[] => [
    environment(),
    volume(),
    described,
    ...more,
  ];

  for (const [shows, text, says] of [
    ["none", undefined, "BKP-006"],
    ["a failed one", drilled(false), "BKP-008"],
    ["one that a stranger signed", drilled(true, evidenceKeys.stranger), "BKP-009"],
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
    const { code, output, said } = await stack.judge("preview", "production", [
      environment({ evidenceKey: { $later: evidenceKeys.publicKey } }),
      volume(),
      described,
    ]);
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

  const exception = {
    policy: "EXP-002",
    resource: "firewall-hive1",
    reason: "the old office moves out",
    owner: "ada@example.org",
    until: "2999-12-31",
  };
  const open = platform([firewall([80, 443], ["0.0.0.0/0"])]);

  it("an exception of the environment covers one violation, which is said with who answers for it, and the verdict has it", async () => {
    const { code, output, said, verdict } = await stack.judge("preview", "development", open, [exception]);
    assert.deepEqual([heads(said), code], [["advisory RUCHE-001 firewall-hive1"], 0], output);
    assert.match(
      said[0]!,
      /EXP-002 excepted for .* Reason: the old office moves out\. Owner: ada@example\.org\. Until: 2999-12-31\./,
    );
    const judged = verdict?.policies.find(({ id }) => id === "EXP-002");
    assert.deepEqual(
      [judged?.violations, judged?.excepted.map(({ name, owner }) => `${name} ${owner}`)],
      [[], ["firewall-hive1 ada@example.org"]],
    );
    assert.ok((judged?.judged ?? 0) > 3);
    assert.equal(verdict?.policies.find(({ id }) => id === "SUP-005")?.judged, 0);
    assert.deepEqual(
      verdict?.exceptions.map(({ outcome }) => outcome),
      ["used"],
    );
  });

  it("one that is over blocks again and says so; one that covers nothing is named", async () => {
    const { code, output, said, verdict } = await stack.judge("preview", "development", open, [
      { ...exception, until: "2020-01-01" },
      { ...exception, policy: "SEC-001", resource: "wiki-service" },
    ]);
    assert.deepEqual(heads(said), ["advisory RUCHE-002 judged-test", "mandatory EXP-002 firewall-hive1"], output);
    assert.match(said.join(), /held until 2020-01-01 and is over/);
    assert.notEqual(code, 0, output);
    assert.deepEqual(
      verdict?.exceptions.map(({ outcome }) => outcome),
      ["expired", "unused"],
    );
  });

  it("nobody switches policies off from the command line", async () => {
    const { code, output } = await stack.judge("preview", "development", open, [], { all: "disabled" });
    assert.notEqual(code, 0, output);
    assert.match(output, /"ruche" at ".*" does not support config/);
  });

  it("one that is wider than one resource is not honoured in production, even where it would cover only one", async () => {
    const { code, output, said, verdict } = await stack.judge(
      "preview",
      "production",
      [...open.filter(({ name }) => name !== "hive-hive1")],
      [{ ...exception, resource: "firewall-*" }],
    );
    assert.deepEqual(heads(said), ["advisory RUCHE-002 judged-test", "mandatory EXP-002 firewall-hive1"], output);
    assert.match(said.join(), /is not honoured: it is wider than one resource/);
    assert.notEqual(code, 0, output);
    assert.deepEqual(
      verdict?.exceptions.map(({ outcome }) => outcome),
      ["refused"],
    );
  });
});
