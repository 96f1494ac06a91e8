/** Updates that are stopped half way, politely or not. */
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { Project, programOf } from "./support/project";

const program = (gate: string) =>
  programOf(`
  const quick = new local.Command("quick", { create: note("create quick") });
  const slow = new local.Command("slow", { create: note("begin slow") + "; while test ! -e ${gate}; do sleep 0.1; done; " + note("end slow") }, { dependsOn: quick });
  new local.Command("after", { create: note("create after") }, { dependsOn: slow });
`);

async function until(condition: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + 20_000; !condition(); await new Promise((resume) => setTimeout(resume, 50))) {
    if (Date.now() > end) throw new Error(`waited 20 s in vain: ${what}`);
  }
}

/** The processes whose environment names this project's journal: the host, the program, plugins, commands. */
function processesOf(project: Project): number[] {
  return fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return (
          fs.readFileSync(`/proc/${pid}/environ`, "utf8").includes(project.directory) &&
          fs.readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1][0] !== "Z"
        );
      } catch {
        return false;
      }
    });
}

describe("stopping an update", function () {
  this.timeout(60_000);
  let project: Project;
  let gate: string;
  const begun = () =>
    fs.existsSync(path.join(project.directory, "journal")) &&
    /begin slow/.test(fs.readFileSync(path.join(project.directory, "journal"), "utf8"));
  beforeEach(async () => {
    project = await Project.create("");
    gate = path.join(project.directory, "gate");
    project.program(program(gate));
  });
  afterEach(() => project.remove());

  it("SIGINT ends the running command, keeps what was made, leaves no process, and the next up makes the rest", async () => {
    const run = project.start(["up", "--yes", "--skip-preview", "--stack", "test"]);
    await until(begun, "the slow command runs");
    run.child.kill("SIGINT");
    const { code, output } = await run.result;
    assert.notEqual(code, 0, output);
    assert.deepEqual(
      project.resources().map(({ urn }) => urn.split("::").pop()),
      ["quick"],
    );
    await until(() => processesOf(project).length === 0, `no process is left, but ${processesOf(project)}`);
    assert.deepEqual(project.journal(), ["begin slow", "create quick"]);
    fs.writeFileSync(gate, "");
    const again = await project.up();
    assert.equal(again.code, 0, again.output);
    assert.deepEqual(project.journal(), ["begin slow", "create after", "end slow"]);
    assert.equal(project.resources().length, 3);
  });

  it("a CLI that is killed takes its plugins, program and commands with it, and the next up ends well", async () => {
    const run = project.start(["up", "--yes", "--skip-preview", "--stack", "test"]);
    await until(begun, "the slow command runs");
    assert.ok(processesOf(project).length >= 4, "CLI, host, program and plugin run");
    run.child.kill("SIGKILL");
    await run.result;
    await until(() => processesOf(project).length === 0, `no process is left, but ${processesOf(project)}`);
    fs.writeFileSync(gate, "");
    project.journal();
    // The state is locked by a process that is no more: Pulumi says so, and `cancel` is its way out.
    const refused = await project.up();
    assert.notEqual(refused.code, 0);
    assert.match(refused.output, /the stack is currently locked/);
    assert.equal((await project.pulumi(["cancel", "--yes", "--stack", "test"])).code, 0);
    const again = await project.up();
    assert.equal(again.code, 0, again.output);
    assert.equal(project.resources().length, 3);
    assert.deepEqual(project.journal(), ["begin slow", "create after", "end slow"]);
  });

  it("a program that hangs ends with SIGINT", async () => {
    project.program(
      programOf(`new local.Command("first", { create: note("begin slow") }); setInterval(() => {}, 1000);`),
    );
    const run = project.start(["up", "--yes", "--skip-preview", "--stack", "test"]);
    await until(begun, "the program runs");
    run.child.kill("SIGINT");
    assert.notEqual((await run.result).code, 0);
    await until(() => processesOf(project).length === 0, "no process is left");
  });
});
