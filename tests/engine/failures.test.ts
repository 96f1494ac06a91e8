/** Programs that do not come to their end: the update fails and nothing is deleted. */
import * as assert from "node:assert/strict";
import { Project, programOf } from "./support/project";

const both = `
  new local.Command("kept", { create: "true", delete: note("delete kept") });
  new local.Command("also", { create: "true", delete: note("delete also") });
`;

/** Each program names only `kept` before it fails: taken for complete, it would have `also` deleted. */
const broken: Record<string, [program: string, says: RegExp]> = {
  throws: [`throw new Error("no honey today");`, /no honey today/],
  "leaves a promise rejected": [`Promise.reject(new Error("nobody listens"));`, /nobody listens/],
  "rejects later": [`setTimeout(() => Promise.reject(new Error("much later")), 200);`, /much later/],
  "throws inside an apply": [`pulumi.output(1).apply(() => { throw new Error("deep inside"); });`, /deep inside/],
  "is killed": [`setTimeout(() => process.kill(process.pid, "SIGKILL"), 200);`, /ended by SIGKILL/],
  "exits with a status": [`setTimeout(() => process.exit(7), 200);`, /exited with status 7/],
};

describe("programs that fail", function () {
  this.timeout(60_000);
  let project: Project;
  before(async () => {
    project = await Project.create(programOf(both));
    assert.equal((await project.up()).code, 0);
    assert.equal(project.resources().length, 2);
  });
  after(() => project.remove());

  for (const [what, [program, says]] of Object.entries(broken)) {
    it(`a program that ${what} fails the update, is told of, and nothing is deleted`, async () => {
      project.program(
        programOf(`new local.Command("kept", { create: "true", delete: note("delete kept") });\n${program}`),
      );
      const { code, output } = await project.up();
      assert.notEqual(code, 0, output);
      assert.match(output, says);
      assert.deepEqual(project.journal(), []);
      assert.equal(project.resources().length, 2);
    });
  }

  it("a program that does not parse fails the update, and nothing is deleted", async () => {
    project.program("this is no program");
    const { code, output } = await project.up();
    assert.notEqual(code, 0);
    assert.match(output, /SyntaxError/);
    assert.equal(project.resources().length, 2);
  });

  it("what the program prints is shown, and the repaired program changes nothing", async () => {
    project.program(programOf(`console.log("to standard output"); console.error("to standard error");\n${both}`));
    const { code, output } = await project.up("--expect-no-changes");
    assert.equal(code, 0, output);
    assert.match(output, /to standard output/);
    assert.match(output, /to standard error/);
  });
});
