/** Large programs and large values. */
import * as assert from "node:assert/strict";
import { counts, Project, programOf } from "./support/project";

describe("size", function () {
  this.timeout(120_000);

  // Without PULUMI_SKIP_CHECKPOINTS the CLI writes the whole state after every step, which takes a minute; that is its
  // own doing.
  it("1,000 resources are made and then found unchanged", async () => {
    const project = await Project.create(
      programOf(`
      for (let c = 0; c < 100; c++) {
        const component = new pulumi.ComponentResource("trial:index:Box", "box" + c);
        for (let i = 0; i < 9; i++) new local.Command("command" + c + "-" + i, { environment: { NUMBER: String(i) } }, { parent: component });
      }`),
    );
    project.set("PULUMI_SKIP_CHECKPOINTS", "true");
    project.set("PULUMI_EXPERIMENTAL", "true");
    try {
      const made = await project.up();
      assert.equal(made.code, 0, made.output);
      assert.equal(counts(made.output).created, 1001);
      assert.equal(project.resources().length, 1000);
      const again = await project.up("--expect-no-changes");
      assert.equal(again.code, 0, again.output);
    } finally {
      project.remove();
    }
  });

  it("a property of 5 MB goes to the command by standard input and comes back unharmed", async () => {
    const project = await Project.create(
      programOf(`
      new local.Command("large", { stdin: "honey".repeat(1024 * 1024), create: "cat", logging: "none" });`),
    );
    try {
      const made = await project.up();
      assert.equal(made.code, 0, made.output);
      const [{ outputs }] = project.resources();
      assert.equal(outputs.stdout.length, 5 * 1024 * 1024);
      assert.equal(outputs.stdout, "honey".repeat(1024 * 1024));
      const again = await project.up("--expect-no-changes");
      assert.equal(again.code, 0, again.output);
    } finally {
      project.remove();
    }
  });
});
