import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { forget } from "../../../cli/environment/forget";
import { passphraseVariables } from "../../../cli/environment/passphrase";

describe("what a clone knew of an environment that is gone", () => {
  let clone: string;
  const write = (name: string, text = "{}"): void => {
    const file = join(clone, name);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, text);
  };
  beforeEach(() => {
    clone = mkdtempSync(join(tmpdir(), "ruche-forget-"));
    for (const name of ["lab/project/Pulumi.yaml", "lab/place.json", ".programs/x.js"]) write(`.ruche/${name}`);
    write(".ruche/state/.pulumi/backups/ruche/lab/lab.1.json");
    write("evidence/lab/wiki.json");
    write("environments/Pulumi.lab.yaml", "config: {}");
    passphraseVariables({ name: "lab", text: "", shared: undefined }, {}, clone);
  });
  afterEach(() => rmSync(clone, { recursive: true }));
  const forgotten = (declared = "config: {}"): Promise<string[]> =>
    forget({ name: "lab", directory: join(clone, ".ruche/lab") }, declared, clone);

  it("goes, and with the last one all that the clone made", async () => {
    write(".ruche/school/project/Pulumi.yaml"); // somebody looked, and nothing is up
    assert.deepEqual(await forgotten(), []);
    assert.equal(existsSync(join(clone, ".ruche")), false);
    assert.equal(existsSync(join(clone, "evidence/lab")), false);
  });

  it("goes alone while another environment has a state or a place, and leaves no state of its own", async () => {
    for (const left of ["school/place.json", "state/.pulumi/stacks/ruche/school.json"]) {
      write(`.ruche/${left}`);
      assert.deepEqual(await forgotten(), []);
      assert.deepEqual(
        [".ruche/passphrase", `.ruche/${left}`, ".ruche/lab", ".ruche/state/.pulumi/backups/ruche/lab"].map((name) =>
          existsSync(join(clone, name)),
        ),
        [true, true, false, false],
        left,
      );
      rmSync(join(clone, ".ruche", left));
    }
  });

  it("is not the passphrase that a file still needs, nor one that somebody put there", async () => {
    const encrypted = "config:\n  ruche:seed: { secure: v1:abc }";
    for (const [name, text] of [
      ["school", encrypted],
      ["A team", "config:\n  ruche:state: s3://hive"],
    ]) {
      write(`environments/Pulumi.${name}.yaml`, text);
      assert.match((await forgotten()).join("\n"), new RegExp(`^.ruche/passphrase stays: environments/Pulumi.${name}`));
      rmSync(join(clone, `environments/Pulumi.${name}.yaml`));
    }
    write("evidence/lab/wiki.json");
    writeFileSync(join(clone, ".ruche/passphrase"), "the team's");
    assert.match((await forgotten(encrypted)).join("\n"), /stays: it was put there by hand/);
    assert.deepEqual(
      readdirSync(join(clone, "evidence")),
      ["lab"],
      "its seed is in the file: evidence can be verified",
    );
  });
});
