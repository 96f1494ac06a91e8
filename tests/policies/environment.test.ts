/** The pack as `./ruche preview` runs it: tier and exceptions come from an environment's file. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Mistake } from "../../model/environment";
import { type Ruche, TestPlatform } from "../lab/platform";

interface PreviewAnswer {
  readonly blocked: boolean;
  readonly policies: readonly {
    readonly policy: string;
    readonly resource: string;
    readonly level: string;
    readonly message: string;
  }[];
  readonly error?: { readonly mistakes?: readonly Mistake[] };
  readonly mistakes?: readonly Mistake[];
}

describe("exceptions of an environment's file", function () {
  this.timeout(600_000);
  let platform: TestPlatform;
  let lab: string;
  const file = (): string => join(platform.folder, "environments/Pulumi.lab.yaml");
  before(() => {
    platform = new TestPlatform();
    lab = readFileSync(file(), "utf8");
  });
  after(() => platform.remove());

  /** A lab that everybody on earth may ask for SSH, with exceptions: `policy resource until`. */
  const preview = (
    exceptions: readonly string[],
    change = (text: string): string => text,
  ): Promise<Ruche<PreviewAnswer>> => {
    const list = exceptions
      .map((text) => text.split(" "))
      .map(
        ([policy, resource, until]) =>
          `    - { policy: ${policy}, resource: "${resource}", reason: the old office moves out, owner: ada@example.org, until: ${until} }`,
      );
    const open = lab.replace("    provider: lab", '    administrationFrom: ["0.0.0.0/0"]\n    provider: lab');
    assert.notEqual(open, lab);
    writeFileSync(file(), change([open.trimEnd(), "  ruche:exceptions:", ...list, ""].join("\n")));
    return platform.ruche<PreviewAnswer>(["preview", "lab"]);
  };
  const said = ({ json }: Ruche<PreviewAnswer>, ...ids: readonly string[]): string[] =>
    json.policies
      .filter(({ policy }) => ids.includes(policy))
      .map(({ level, policy, resource }) => `${level} ${policy} ${resource}`)
      .sort();
  const firewalls = ["cellar", "hive1", "hive2", "hive3"].map((machine) => `machines-${machine}`);

  it("cover what they name, and it is said who answers for it", async () => {
    const answer = await preview(["EXP-002 ruche:networks:Firewall::* 2999-12-31"]);
    assert.deepEqual(
      said(answer, "EXP-002", "RUCHE-001", "RUCHE-002"),
      firewalls.map((name) => `advisory RUCHE-001 ${name}`),
      answer.stderr,
    );
    assert.deepEqual([answer.status, answer.json.blocked], [0, false]);
    assert.match(
      answer.json.policies.find(({ policy }) => policy === "RUCHE-001")!.message,
      /Owner: ada@example\.org\. Until: 2999-12-31\./,
    );
  });

  it("cover nothing else, nothing after their last day, and are named when nothing needs them", async () => {
    const answer = await preview([
      "EXP-002 machines-cellar 2999-12-31",
      "EXP-002 machines-hive1 2020-01-01",
      "SEC-001 home 2999-12-31",
    ]);
    assert.deepEqual(
      said(answer, "EXP-002", "RUCHE-001").sort(),
      ["advisory RUCHE-001 machines-cellar", ...firewalls.slice(1).map((name) => `mandatory EXP-002 ${name}`)],
      answer.stderr,
    );
    assert.deepEqual([answer.status, answer.json.blocked], [3, true]);
    assert.match(
      answer.json.policies.find(({ policy, resource }) => policy === "EXP-002" && resource === "machines-hive1")!
        .message,
      /held until 2020-01-01 and is over/,
    );
    assert.match(
      answer.json.policies.find(({ policy }) => policy === "RUCHE-002")!.message,
      /the exception of SEC-001 for home .* covers nothing/,
    );
  });

  it("that production does not allow, or of policies that there are not, are refused before anything is asked", async () => {
    const answer = await preview(["EXP-002 ruche:networks:Firewall::* 2999-12-31", "EXP-02 hive1 2999-12-31"], (text) =>
      text.replace("ruche:tier: development", "ruche:tier: production"),
    );
    const mistakes = answer.json.mistakes ?? answer.json.error?.mistakes ?? [];
    assert.deepEqual(
      mistakes
        .filter(({ path }) => path.startsWith("ruche:exceptions"))
        .map(({ path, message, remedy }) => `${path} | ${message} | ${remedy}`),
      [
        "ruche:exceptions[0].resource | wider than one resource, in production | write one exception for each resource",
        "ruche:exceptions[1].policy | unknown policy | did you mean EXP-002?",
      ],
      JSON.stringify(answer),
    );
    assert.equal(answer.status, 1);
  });
});
