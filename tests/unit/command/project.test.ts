import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasProject, writeProject } from "../../../cli/environment/project";
import { initEnvironment } from "../../../model/environment";
import { wrongEnvironmentName } from "../../../model/rules/names";

describe("the project that Pulumi works in", () => {
  const clone = mkdtempSync(join(tmpdir(), "ruche-project-"));
  after(() => rmSync(clone, { recursive: true }));
  const directory = join(clone, ".ruche/lab");
  const copy = join(directory, "project/Pulumi.lab.yaml");
  const write = (text: string): void => writeProject("lab", text, directory, clone);

  it("keeps the salt that Pulumi wrote, and is not written again while nothing changed", () => {
    writeFileSync(join(clone, "Pulumi.yaml"), "name: ruche\nmain: stacks\nstackConfigDir: environments\n");
    assert.equal(hasProject("lab", directory), false);
    write("config: {}");
    assert.equal(hasProject("lab", directory), true);
    assert.equal(readFileSync(join(directory, "project/Pulumi.yaml"), "utf8"), "name: ruche\nmain: ../../../stacks\n");
    writeFileSync(copy, "encryptionsalt: v1:x\nconfig: {}\n");
    write("config: {}");
    assert.equal(readFileSync(copy, "utf8"), "config: {}\nencryptionsalt: v1:x\n");
    const { ino, ctimeMs } = statSync(copy);
    write("config: {}");
    assert.deepEqual([statSync(copy).ino, statSync(copy).ctimeMs], [ino, ctimeMs]);
    write("config: { a: 1 }");
    assert.notEqual(statSync(copy).ino, ino, "a reader has the whole of the old one or of the new one");
  });

  it("has the file's own salt where the file has encrypted values", () => {
    const text = "config:\n  ruche:seed: { secure: v1:abc }\nencryptionsalt: v1:own";
    write(text);
    assert.equal(readFileSync(copy, "utf8"), text);
  });

  it("is of no environment whose name the clone uses itself, or that is no name", () => {
    for (const name of ["state", "passphrase", "Lab", "my lab", "../lab", ".programs"]) {
      assert.ok(wrongEnvironmentName(name), name);
      assert.throws(() => initEnvironment("config: {}\n", name), /not a (valid )?name of an environment/, name);
    }
    assert.equal(wrongEnvironmentName("states"), undefined);
  });
});
