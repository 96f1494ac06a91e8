import * as assert from "node:assert/strict";
import type { Tier } from "../../model/descriptor";
import { at, Unknown } from "../../model/inputs";
import { facts } from "../../policies/core/exampleFacts";
import { type Exception, Exceptions, readExceptions } from "../../policies/core/exceptions";
import { Judgement, type Said } from "../../policies/core/judgement";
import {
  notJudged,
  type Policy,
  type PolicyFinding,
  type Resource,
  violation,
  warning,
} from "../../policies/core/policy";
import { resourceOf } from "../../policies/core/resource";
import { readThresholds } from "../../policies/core/thresholds";
import type { World } from "../../policies/core/world";
import { singleWriter } from "../../policies/QRM-001-single-writer/policy";

const now = Date.parse("2026-11-20T12:00:00Z") / 1000;
const world: World = { thresholds: readThresholds(), facts, now: () => now, evidenceOf: () => undefined };
const made = (name: string, props: object = {}, type = "docker:index/service:Service"): Resource =>
  resourceOf(`urn:pulumi:test::ruche::${type}::${name}`, type, name, props as never);
const exception = (change: Partial<Exception> = {}): Exception => ({
  policy: "TST-001",
  resource: "wiki",
  reason: "it moves",
  owner: "ada",
  until: "2026-12-31",
  ...change,
});

const rule = (resource: Resource): PolicyFinding[] => {
  const say = at(resource.props, "say");
  if (say === "wrong") return [violation(resource, "it is wrong", "that it is right", "correct it")];
  if (say === "soon") return [warning(resource, "it will be wrong", "that it stays right", "correct it")];
  return say === "unknown" ? [notJudged(resource, new Unknown(".say"))] : [];
};
const base: Policy = {
  id: "TST-001",
  title: "Right",
  why: "It must be.",
  severity: "high",
  remedy: "correct it",
  applies: ({ type }) => type.startsWith("docker"),
  rule,
};
const late: Policy = { ...base, id: "TST-002", rule: undefined, stackRule: rule };
const idle: Policy = { ...base, id: "TST-003", applies: () => false };
const levels = {
  "TST-001": { development: "advisory", staging: "mandatory", production: "mandatory" },
  "TST-002": { development: "disabled", staging: "disabled", production: "mandatory" },
} as const;

function run(
  resources: readonly Resource[],
  { tier = "staging", exceptions = [] }: { tier?: Tier; exceptions?: readonly Exception[] } = {},
) {
  const judgement = new Judgement([base, late, idle], levels, { tier, exceptions }, world);
  const said: Said[] = [
    ...resources.flatMap((resource) => judgement.resource(resource)),
    ...judgement.end({ since: new Map() }),
  ];
  return {
    said: said.map(({ policy, level, urn }) => `${level} ${policy} ${urn.split("::").at(-1)}`.trim()),
    messages: said.map(({ message }) => message),
    verdict: judgement.verdict(),
  };
}

describe("a rule about what is missing", () => {
  const urn = (types: string): string => `urn:pulumi:test::ruche::${types}::wiki`;
  const wiki = resourceOf(urn("ruche:services:DokuWiki"), "ruche:services:DokuWiki", "wiki", {
    kind: "service",
    service: "wiki",
    image: "dokuwiki",
    writers: "single",
    replicas: 1,
  });
  const found = (...others: readonly string[]): number => {
    const judgement = new Judgement([singleWriter], {}, { tier: "production", exceptions: [] }, world);
    judgement.resource(wiki);
    return judgement.end({ urns: new Set([wiki.urn, ...others]), since: new Map() }).length;
  };

  it("says nothing while there are workloads that it was not shown: an update of other resources leaves them", () => {
    assert.equal(found(), 1);
    assert.equal(found(urn("ruche:services:DokuWiki$command:local:Command")), 1);
    assert.equal(found(urn("ruche:services:DokuWiki$docker:index/service:Service")), 0);
  });
});

describe("a judgement", () => {
  it("says violations in the level of the tier, and what cannot be judged yet where it could block", () => {
    const resources = [made("wiki", { say: "wrong" }), made("pad", { say: "unknown" }), made("home")];
    assert.deepEqual(run(resources).said, ["mandatory TST-001 wiki", "advisory RUCHE-000 pad"]);
    assert.deepEqual(run(resources, { tier: "development" }).said, ["advisory TST-001 wiki"]);
  });

  it("says of what is still to come what it is, and never blocks for it", () => {
    assert.deepEqual(run([made("wiki", { say: "soon" })], { tier: "production" }).said, [
      "advisory TST-001 wiki",
      "advisory TST-002 wiki",
    ]);
  });

  it("does not run what a tier disables", () => {
    const { said, verdict } = run([made("wiki", { say: "wrong" })]);
    assert.ok(!said.join().includes("TST-002"));
    assert.deepEqual(
      verdict.policies.map(({ id, level, judged }) => `${id} ${level} ${judged}`),
      ["TST-001 mandatory 1", "TST-002 disabled 0", "TST-003 mandatory 0"],
    );
  });

  it("gives a verdict: what each policy judged and found, also where that is nothing", () => {
    const { verdict } = run(
      [
        made("wiki", { say: "wrong" }),
        made("pad", { say: "unknown" }),
        made("home"),
        made("x", {}, "ruche:services:Site"),
      ],
      { tier: "production" },
    );
    assert.equal(verdict.at, "2026-11-20T12:00:00.000Z");
    const [first, second, third] = verdict.policies;
    assert.deepEqual([first!.judged, second!.judged, third!.judged], [3, 3, 0]);
    assert.deepEqual(first!.violations, [
      {
        urn: "urn:pulumi:test::ruche::docker:index/service:Service::wiki",
        type: "docker:index/service:Service",
        name: "wiki",
        level: "mandatory",
        found: "it is wrong",
        required: "that it is right",
        remedy: "correct it",
      },
    ]);
    assert.deepEqual(
      first!.notJudged.map(({ name, path }) => name + path),
      ["pad.say"],
    );
    assert.deepEqual([third!.violations, third!.notJudged, third!.excepted], [[], [], []]);
  });

  it("forgets at the end what is gone", () => {
    const judgement = new Judgement([base], levels, { tier: "production", exceptions: [] }, world);
    const [wiki, pad] = [made("wiki", { say: "wrong" }), made("pad", { say: "wrong" })];
    for (const resource of [wiki, pad]) judgement.resource(resource);
    judgement.end({ urns: new Set([pad.urn]), since: new Map() });
    const [policy] = judgement.verdict().policies;
    assert.deepEqual([policy!.judged, policy!.violations.map(({ name }) => name)], [1, ["pad"]]);
  });
});

describe("exceptions", () => {
  const wrong = made("wiki", { say: "wrong" });

  it("cover what they name until their last day is over, and it is said who answers for it", () => {
    const { said, messages, verdict } = run([wrong], { exceptions: [exception({ until: "2026-11-20" })] });
    assert.deepEqual(said, ["advisory RUCHE-001 wiki"]);
    assert.match(
      messages[0]!,
      /TST-001 excepted for docker:index\/service:Service wiki: it is wrong\. Reason: it moves\. Owner: ada\. Until: 2026-11-20\./,
    );
    assert.deepEqual(
      verdict.policies[0]!.excepted.map(({ name, reason, until }) => [name, reason, until]),
      [["wiki", "it moves", "2026-11-20"]],
    );
    assert.deepEqual(
      verdict.exceptions.map(({ outcome }) => outcome),
      ["used"],
    );
  });

  it("that are over do not hide the violation, which says so", () => {
    const { said, messages, verdict } = run([wrong], { exceptions: [exception({ until: "2026-11-19" })] });
    assert.deepEqual(said, ["mandatory TST-001 wiki"]);
    assert.match(messages[0]!, /The exception for it held until 2026-11-19 and is over\.$/);
    assert.deepEqual(
      [verdict.policies[0]!.violations[0]!.expired, verdict.exceptions[0]!.outcome],
      ["2026-11-19", "expired"],
    );
  });

  it("that cover nothing are named: another policy, another resource, a resource that is right", () => {
    const exceptions = [
      exception({ policy: "TST-003" }),
      exception({ resource: "pad" }),
      exception({ resource: "home" }),
    ];
    const { said, messages } = run([wrong, made("home")], { exceptions });
    assert.deepEqual(said, [
      "mandatory TST-001 wiki",
      "advisory RUCHE-002",
      "advisory RUCHE-002",
      "advisory RUCHE-002",
    ]);
    assert.match(messages[1]!, /the exception of TST-003 for wiki \(ada, until 2026-12-31\) covers nothing/);
  });

  it("are needed by what a preview does not know yet", () => {
    assert.deepEqual(run([made("wiki", { say: "unknown" })], { exceptions: [exception()] }).said, [
      "advisory RUCHE-000 wiki",
    ]);
  });

  it("may name the type, where several resources have a name", () => {
    const twin = made("wiki", { say: "wrong" }, "docker:index/container:Container");
    const exceptions = [exception({ resource: "docker:index/container:Container::wiki" })];
    assert.deepEqual(run([wrong, twin], { exceptions }).said, ["mandatory TST-001 wiki", "advisory RUCHE-001 wiki"]);
  });

  it("of several resources hold outside of production alone, whether by a pattern or by a name that two have", () => {
    const twin = made("wiki", { say: "wrong" }, "docker:index/container:Container");
    for (const [resource, other] of [
      ["wik*", made("wiki2", { say: "wrong" })],
      ["wiki", twin],
    ] as const) {
      assert.deepEqual(
        run([wrong, other], { exceptions: [exception({ resource })] }).said.map((line) => line.split(" ")[1]),
        ["RUCHE-001", "RUCHE-001"],
      );
      const { said, messages, verdict } = run([wrong, other], {
        tier: "production",
        exceptions: [exception({ resource })],
      });
      assert.ok(said.includes("mandatory TST-001 wiki") || said.includes("mandatory TST-001 wiki2"), said.join());
      assert.match(
        messages.at(-1)!,
        /is not honoured: it is wider than one resource \(docker.*wiki.*, docker.*wiki.*\), which production does not allow/,
      );
      assert.equal(verdict.exceptions[0]!.outcome, "refused");
    }
  });

  it("of a pattern take its other letters as they are", () => {
    const covers = (resource: string, name: string): boolean =>
      new Exceptions([exception({ resource })], "staging", now).answer("TST-001", made(name)) !== undefined;
    assert.deepEqual(
      [covers("w.ki*", "wiki"), covers("wiki", "wiki2"), covers("*::wiki", "wiki"), covers("*", "anything")],
      [false, false, true, true],
    );
  });

  it("are read from the configuration; what is none is left out, and excepts nothing", () => {
    const text = JSON.stringify([
      exception(),
      exception({ reason: " " }),
      exception({ until: "soon" }),
      exception({ until: "2026-02-30" }),
      { policy: "TST-001" },
      "TST-001",
      null,
    ]);
    assert.deepEqual(readExceptions(text), [exception()]);
    // What Pulumi makes of a day without quotes.
    assert.deepEqual(readExceptions(JSON.stringify([exception({ until: "2026-12-31 00:00:00 +0000 UTC" })])), [
      exception(),
    ]);
    assert.deepEqual([readExceptions(undefined), readExceptions("{"), readExceptions("{}")], [[], [], []]);
  });
});
