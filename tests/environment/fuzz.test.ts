import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { stringify } from "yaml";
import { EnvironmentError, environmentFromConfig, parseEnvironment } from "../../model/environment";
import { holds } from "../support/holds";
import { kinds } from "./catalogue";
import { fixtures } from "./fixtures";

const sections = [
  "ruche:tier",
  "ruche:domain",
  "ruche:machines",
  "ruche:storage",
  "ruche:cluster",
  "ruche:certificates",
  "ruche:members",
  "ruche:backup",
  "ruche:services",
  "ruche:networks",
  "ruche:exceptions",
  "ruche:seed",
];
const words = fc.constantFrom(
  "hosts",
  "hive1",
  "on",
  "kind",
  "provider",
  "lab",
  "gluster",
  "replicas",
  "mount",
  "managers",
  "rpo",
  "6h",
  "keep",
  "exposure",
  "public",
  "secure",
  "__proto__",
  "constructor",
  "toString",
  "",
  "10.0.0.0/8",
  "dokuwiki",
  "subnet",
  "address",
);
const anything = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    words,
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.string(),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(words, tie("value"), { maxKeys: 4 }),
  ),
})).value;

/** Either an environment or mistakes, each with its place; never an exception. */
function isReadOrRefused(text: string): void {
  const { environment, mistakes } = parseEnvironment(text, { file: "x.yaml", kinds });
  assert.equal(environment === undefined, mistakes.length > 0);
  const lines = text.split("\n").length;
  for (const { line, message, allowed, remedy } of mistakes) {
    assert.ok(line !== undefined && line >= 1 && line <= lines, `${message} at line ${line} of ${lines}`);
    assert.ok(message !== "" && allowed !== "" && remedy !== "", JSON.stringify({ message, allowed, remedy }));
  }
}

describe("any text at all", () => {
  const right = fixtures("right").map(({ text }) => text);

  it("as the content of sections gives an environment or mistakes with their place, never an exception", () => {
    holds(
      fc.property(
        fc.dictionary(fc.oneof(fc.constantFrom(...sections), fc.string()), anything, { maxKeys: 6 }),
        (config) => isReadOrRefused(stringify({ config })),
      ),
      { numRuns: 400 },
    );
  });

  it("made by a slip in a right file (something deleted, doubled or inserted) as well", () => {
    const slip = fc.record({
      file: fc.constantFrom(...right),
      at: fc.nat(),
      length: fc.nat(20),
      put: fc.oneof(
        fc.constantFrom(
          "\t",
          "{",
          "}",
          "[",
          "]",
          ":",
          "\n",
          "- ",
          "&a ",
          "*a",
          "!x ",
          "'",
          '"',
          "#",
          "|",
          "? ",
          "---\n",
        ),
        fc.string({ maxLength: 4 }),
      ),
    });
    holds(
      fc.property(slip, ({ file, at, length, put }) => {
        const from = at % (file.length + 1);
        isReadOrRefused(file.slice(0, from) + put + file.slice(from + length));
      }),
      { numRuns: 1500 },
    );
  });

  it("as configuration from Pulumi gives an environment or one error with all mistakes", () => {
    holds(
      fc.property(fc.dictionary(fc.constantFrom(...sections), anything, { maxKeys: 11 }), (config) => {
        const texts = Object.fromEntries(
          Object.entries(config).map(([key, value]) => [
            key,
            typeof value === "string" ? value : JSON.stringify(value),
          ]),
        );
        try {
          environmentFromConfig(texts, { kinds });
        } catch (error) {
          assert.ok(error instanceof EnvironmentError && error.mistakes.length > 0, String((error as Error).stack));
        }
      }),
      { numRuns: 400 },
    );
  });
});
