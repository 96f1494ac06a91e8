import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { initEnvironment, parseEnvironment } from "../../model/environment";
import { kinds } from "./catalogue";

const lab = fs.readFileSync(path.join(__dirname, "../../environments/Pulumi.lab.yaml"), "utf8");

describe("a new environment like an existing one", () => {
  it("says the same as its model, and keeps its comments", () => {
    const text = initEnvironment(lab, "club");
    assert.deepEqual(
      parseEnvironment(text, { file: "x", kinds }).environment,
      parseEnvironment(lab, { file: "x", kinds }).environment,
    );
    assert.match(text, /^# The environment club\.\n/);
    assert.ok(text.includes("# the most that may be lost"));
    assert.ok(!text.includes("The embedded default"));
  });

  it("takes over no secret and no encryption key of its model", () => {
    const source = `encryptionsalt: v1:abc=\n${lab}  ruche:seed: { secure: AAAB }\n  docker:password:\n    secure: AAAC\n`;
    const text = initEnvironment(source, "club");
    for (const word of ["encryptionsalt", "AAAB", "AAAC", "ruche:seed"]) assert.ok(!text.includes(word), word);
    assert.ok(parseEnvironment(text, { file: "x", kinds }).environment !== undefined);
  });

  it("takes over members without those whose password only the model's key can read", () => {
    const members =
      "ruche:members:\n    ada: { passwordHash: $2b$10$abcdefghijklmnopqrstuuQK2cWx8h0u9d1r4n5m6b7v8c9x0z1a2 }\n" +
      "    grace: { passwordHash: { secure: AAAD } }";
    const text = initEnvironment(lab.replace(/ruche:members: .*/, members), "club");
    assert.ok(text.includes("ada:") && !text.includes("grace:") && !text.includes("AAAD"));
    assert.equal(parseEnvironment(text, { file: "x", kinds }).environment?.members.length, 1);
  });

  it("refuses a name that cannot be one, and says which could", () => {
    assert.throws(() => initEnvironment(lab, "Our Club"), /not a valid name of an environment.*write our-club/);
    assert.throws(() => initEnvironment(lab, "../x"), /not a valid name/);
  });

  it("refuses a source that is no environment", () => {
    assert.throws(() => initEnvironment("- a\n", "club"), /not an environment file/);
    assert.throws(() => initEnvironment("a: [", "club"), /not an environment file/);
  });
});
