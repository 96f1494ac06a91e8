/** What is said on terminals and to forges. */
import assert from "node:assert/strict";
import { fitting } from "../../../cli/forge/fitting";
import { Progress } from "../../../cli/progress";
import { visible } from "../../../cli/review/escape";
import { describeStatus } from "../../../cli/status/text";
import { describeAdvice, describeOutcome, realChanges } from "../../../cli/up/outcome";
import { hasPassword } from "../../../model/values/secretLooks";

describe("words for people", () => {
  it("are no orders to the terminal, whoever said them", () => {
    let written = "";
    const progress = new Progress((text) => {
      written += text;
    });
    progress.say("hive1: \u001b]0;owned\u0007\u001b[2Jwell\ntwo");
    progress.stop();
    assert.match(written, /^ +0 s {2}hive1: <U\+001B>\]0;owned<U\+0007><U\+001B>\[2Jwell\n +0 s {2}two\n$/);
    for (const hidden of ["\u{e0041}", "\u3164", "\u2800", "\u202e"])
      assert.match(visible(`a${hidden}b`), /^a<U\+[0-9A-F]+>b$/, hidden);
    assert.equal(visible("é 🐝\t—"), "é 🐝\t—");
  });

  it("fit into what a forge takes, with what was left out", () => {
    const lines = Array.from({ length: 100 }, (_, index) => `- ${index} ${"x".repeat(900)}`);
    const fit = fitting(lines, "finding");
    assert.ok(fit.join("\n").length < 61_000);
    assert.equal(fit.at(-1), `- and ${100 - (fit.length - 1)} more findings of 100`);
    assert.deepEqual(fitting(lines.slice(0, 3), "finding"), lines.slice(0, 3));
  });

  const backedUp = (ageSeconds: number, why?: string): string =>
    describeStatus(
      {
        environment: "lab",
        tier: "development",
        machines: [],
        volumes: [],
        databases: [],
        services: [],
        repositories: [],
        backups: [
          {
            service: "wiki",
            ageSeconds,
            drill: null,
            plan: { rpoSeconds: 3600 },
            failure: why === undefined ? null : { machine: "hive1", why },
          },
        ],
      } as never,
      true,
    );

  it("tell an age in seconds below a minute, and a failure without a reason as such", () => {
    assert.match(backedUp(42.9), /backed up 42s ago/);
    assert.match(backedUp(125), /backed up 2m ago/);
    assert.match(backedUp(1, "the dump broke off:\n"), /the last try failed on hive1: the dump broke off$/m);
    assert.match(backedUp(1, "\n"), /the last try failed on hive1: it gave no reason/);
  });

  it("count what they list, and tell the advice of policies", () => {
    const change = (type: string, name: string) => ({ operation: "create", urn: name, type, name, properties: [] });
    const changes = [change("ruche:x:Y", "layer"), change("docker:index/network:Network", "edge")];
    assert.deepEqual(
      realChanges(changes).map(({ name }) => name),
      ["edge"],
    );
    const said = describeOutcome({ changes, policies: [], errors: [], warnings: [], blocked: false, reviewed: [] });
    assert.equal(said, "  + edge (Network)");
    const word = (policy: string) => ({ policy, resource: "wiki", level: "advisory", message: "take three copies" });
    assert.deepEqual(describeAdvice([word("RUCHE-000"), word("QRM-001")]), [
      "  advice QRM-001 wiki: take three copies",
    ]);
  });

  it("show no address with a secret in its settings", () => {
    for (const secret of ["s3://hive?secretKey=AAAA", "s3://hive?region=eu&access_key=A", "postgres://a:b@c/d"])
      assert.equal(hasPassword(secret), true, secret);
    for (const plain of ["s3://hive?region=eu", "postgres://a@c/d?sslmode=disable", "what?secretKey=A"])
      assert.equal(hasPassword(plain), false, plain);
  });
});
