/** Policy packs through our language host. */
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { Project, programOf } from "./support/project";

const pack = (level: string) => `
const { PolicyPack } = require("@pulumi/policy");
new PolicyPack("trial-pack", { policies: [{
  name: "no-sudo", description: "commands do not use sudo", enforcementLevel: "${level}",
  validateResource: (args, report) => {
    if (args.type === "command:local:Command" && /sudo/.test(args.props.create)) report("uses sudo: run as the right user instead");
  },
}] });`;

describe("policy packs", function () {
  this.timeout(60_000);
  let project: Project;
  const guarded = (text: string) => programOf(`new local.Command("guarded", { create: note("${text}") });`);
  const level = (name: string) => project.write("pack/index.js", pack(name));
  before(async () => {
    project = await Project.create(guarded("plain"));
    fs.mkdirSync(path.join(project.directory, "pack"));
    project.write(
      "pack/PulumiPolicy.yaml",
      JSON.stringify({ runtime: { name: "nodejs", options: { typescript: false } }, main: "index.js" }),
    );
    project.write("pack/package.json", JSON.stringify({ name: "trial-pack", version: "0.0.1" }));
    level("mandatory");
    project.set("PULUMI_OPTION_POLICY_PACK", path.join(project.directory, "pack"));
  });
  after(() => project.remove());

  it("what keeps the policy passes, with the pack named in the output", async () => {
    const { code, output } = await project.up();
    assert.equal(code, 0, output);
    assert.match(output, /trial-pack@v?0\.0\.1/);
    assert.deepEqual(project.journal(), ["plain"]);
  });

  it("a mandatory policy fails the preview and says which resource and why", async () => {
    project.program(guarded("sudo"));
    const { code, output } = await project.pulumi(["preview", "--stack", "test"]);
    assert.notEqual(code, 0, output);
    assert.match(output, /no-sudo/);
    assert.match(output, /uses sudo: run as the right user instead/);
    assert.match(output, /command:local:Command: guarded/);
  });

  it("a mandatory policy stops an update before anything is run", async () => {
    const { code, output } = await project.up();
    assert.notEqual(code, 0, output);
    assert.deepEqual(project.journal(), []);
  });

  it("an advisory policy speaks and lets pass", async () => {
    level("advisory");
    const { code, output } = await project.up();
    assert.equal(code, 0, output);
    assert.match(output, /uses sudo: run as the right user instead/);
    assert.deepEqual(project.journal(), ["sudo"]);
  });

  it("a pack that cannot be loaded fails the update instead of being passed over", async () => {
    project.write("pack/index.js", "throw new Error('the pack is broken');");
    project.program(guarded("again"));
    const { code, output } = await project.up();
    assert.notEqual(code, 0, output);
    assert.match(output, /the pack is broken/);
    assert.deepEqual(project.journal(), []);
  });
});
