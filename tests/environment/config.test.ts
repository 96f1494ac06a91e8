import * as assert from "node:assert/strict";
import { parse } from "yaml";
import { EnvironmentError, environmentFromConfig } from "../../model/environment";
import { endOfDay } from "../../model/values/day";
import { policyIds } from "../../policies/core/levels";
import { kinds } from "./catalogue";
import { fixtures, read } from "./fixtures";

/** What Pulumi makes of a stack file: text as it is, everything else as JSON, secrets decrypted, days as moments. */
function pulumiConfig(text: string): Record<string, string> {
  const { config } = parse(text, { uniqueKeys: false }) as { config: Record<string, unknown> };
  const decrypt = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(decrypt);
    if (typeof value === "string" && endOfDay(value) !== undefined) return `${value} 00:00:00 +0000 UTC`;
    if (typeof value !== "object" || value === null) return value;
    if ("secure" in value) return "$2b$10$abcdefghijklmnopqrstuuQK2cWx8h0u9d1r4n5m6b7v8c9x0z1a2";
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, decrypt(inner)]));
  };
  const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : textOf(decrypt(value))]),
  );
}

/** Fixtures whose mistakes are in the text and not in what it says, so that Pulumi refuses or hides them itself. */
const ofTheText = new RegExp(
  "^(empty-file|only-comments|numbers-with-leading-zero|top-level|config-|not-yaml|tab-|several-|alias-|merge-key|" +
    "host-named-twice|section-|unknown-top-level|seed-in-plain|passwords-in-plain|state-with-password)",
);

describe("environment from Pulumi's configuration", () => {
  for (const fixture of fixtures("right")) {
    it(`${fixture.name}: gives the same environment as the file`, () => {
      const strip = (value: unknown): unknown =>
        JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === "passwordHash" ? undefined : inner)));
      assert.deepEqual(
        strip(environmentFromConfig(pulumiConfig(fixture.text), { kinds, policies: policyIds })),
        strip(read(fixture).environment),
      );
    });
  }

  for (const fixture of fixtures("wrong").filter(({ name }) => !ofTheText.test(name))) {
    it(`${fixture.name}: plain pulumi up refuses the same mistakes, all in one error`, () => {
      const expected = read(fixture).mistakes.map(({ path, message }) => `${path}: ${message}`);
      assert.throws(
        () => environmentFromConfig(pulumiConfig(fixture.text), { kinds, policies: policyIds }),
        (error) => {
          assert.ok(error instanceof EnvironmentError);
          assert.deepEqual(error.mistakes.map(({ path, message }) => `${path}: ${message}`).sort(), expected.sort());
          for (const { path, message } of error.mistakes) assert.ok(error.message.includes(`${path}: ${message}`));
          return true;
        },
      );
    });
  }

  it("other namespaces are left to their providers", () => {
    const config = { ...pulumiConfig(fixtures("right")[0].text), "docker:host": "unix:///x", "pulumi:tags": "{}" };
    assert.equal(environmentFromConfig(config, { kinds }).tier, "development");
  });

  it("a readable seed is not a mistake here, since Pulumi decrypts it for the program", () => {
    const [smallest] = fixtures("right").filter(({ name }) => name === "smallest");
    assert.equal(
      environmentFromConfig({ ...pulumiConfig(smallest.text), "ruche:seed": "abc" }, { kinds }).seed,
      "given",
    );
  });
});
