/** Pulumi's own operations, through the built CLI, our language host and our command plugin. */
import * as assert from "node:assert/strict";
import { counts, Project, programOf } from "./support/project";

const program = (text: string, trigger = 1) =>
  programOf(`
  const first = new local.Command("first", { create: note("create first") + "; printf made", update: note("update first $PULUMI_COMMAND_STDOUT") + "; printf ${text}", delete: note("delete first"),
    environment: { TEXT: "${text}" } });
  new local.Command("second", { create: note("create second") + "; echo ${text}", delete: note("delete second $PULUMI_COMMAND_STDOUT"), stdin: first.stdout, triggers: [${trigger}] });
  exports.said = first.stdout;
`);

describe("life cycle", function () {
  this.timeout(60_000);
  let project: Project;
  before(async () => {
    project = await Project.create(program("one"));
  });
  after(() => project.remove());

  it("preview tells what would be made and makes nothing", async () => {
    const { code, output } = await project.pulumi(["preview", "--stack", "test"]);
    assert.equal(code, 0, output);
    assert.deepEqual(counts(output), { create: 3 });
    assert.deepEqual(project.journal(), []);
  });

  it("up runs the create scripts once and keeps what they said", async () => {
    const { code, output } = await project.up();
    assert.equal(code, 0, output);
    assert.equal(counts(output).created, 3);
    assert.deepEqual(project.journal(), ["create first", "create second"]);
    assert.deepEqual(
      project.resources().map(({ outputs }) => [outputs.stdout, outputs.stderr]),
      [
        ["made", ""],
        ["one", ""],
      ],
    );
    assert.match(project.resources()[0].id!, /^first[0-9a-f]{8}$/);
  });

  it("a second up and a preview change nothing and run nothing", async () => {
    const { code, output } = await project.up("--expect-no-changes");
    assert.equal(code, 0, output);
    assert.deepEqual(counts(output), { unchanged: 3 });
    assert.deepEqual(project.journal(), []);
  });

  it("a preview of a change names it and does not run it", async () => {
    project.program(program("two"));
    const { code, output } = await project.pulumi(["preview", "--diff", "--stack", "test"]);
    assert.equal(code, 0, output);
    assert.equal(counts(output).update, 2);
    assert.match(output, /TEXT\s*: "one" => "two"/);
    assert.deepEqual(project.journal(), []);
  });

  it("a change runs update with the former output in its environment, or create where there is no update", async () => {
    const { code, output } = await project.up();
    assert.equal(code, 0, output);
    assert.equal(counts(output).updated, 2);
    assert.deepEqual(project.journal(), ["create second", "update first made"]);
    assert.deepEqual(
      project.resources().map(({ outputs }) => outputs.stdout),
      ["two", "two"],
    );
  });

  it("a changed trigger replaces: create first, then delete of the old one, with a new id", async () => {
    const before = project.resources()[1].id;
    project.program(program("two", 2));
    const { code, output } = await project.up();
    assert.equal(code, 0, output);
    assert.equal(counts(output).replaced, 1);
    assert.deepEqual(project.journal(), ["create second", "delete second two"]);
    assert.notEqual(project.resources()[1].id, before);
  });

  it("refresh finds no difference and runs nothing", async () => {
    const before = JSON.stringify(
      project.resources().map(({ urn, id, inputs, outputs }) => ({ urn, id, inputs, outputs })),
    );
    const { code, output } = await project.pulumi(["refresh", "--yes", "--expect-no-changes", "--stack", "test"]);
    assert.equal(code, 0, output);
    assert.deepEqual(project.journal(), []);
    assert.equal(
      JSON.stringify(project.resources().map(({ urn, id, inputs, outputs }) => ({ urn, id, inputs, outputs }))),
      before,
    );
  });

  it("a failing command fails the update, names its exit status, and is made by the next up", async () => {
    project.program(`${program("two", 2)}\nnew local.Command("third", { create: "echo reason >&2; exit 3" });`);
    const failed = await project.up();
    assert.notEqual(failed.code, 0);
    assert.match(failed.output, /the command on this computer failed with exit status 3:\s+reason/);
    assert.equal(project.resources().length, 2);
    assert.deepEqual(project.journal(), []);
  });

  it("what the program does not name any more is deleted, and destroy deletes the rest", async () => {
    project.program(programOf(`new local.Command("first", { create: "true", delete: note("delete first") });`));
    assert.equal((await project.up()).code, 0);
    assert.deepEqual(project.journal(), ["delete second two"]);
    const { code, output } = await project.pulumi(["destroy", "--yes", "--skip-preview", "--stack", "test"]);
    assert.equal(code, 0, output);
    assert.deepEqual(project.journal(), ["delete first"]);
    assert.deepEqual(project.resources(), []);
  });
});
