/** The options of the Node runtime in `Pulumi.yaml`. */
import * as assert from "node:assert/strict";
import { Project } from "./support/project";

const typed = `
import * as pulumi from "@pulumi/pulumi";
const wrong: number = "a string" as string;
enum Bee { Queen = 7 }
export const said: string = String(wrong) + Bee.Queen;
export const heap = process.execArgv.join(" ");
`;

async function outputs(project: Project): Promise<any> {
  const { code, output } = await project.up();
  assert.equal(code, 0, output);
  return JSON.parse((await project.pulumi(["stack", "output", "--json", "--stack", "test"])).output);
}

describe("runtime options", function () {
  this.timeout(60_000);
  let project: Project;
  afterEach(() => project.remove());

  it("a TypeScript program runs without its types being checked, with Node's arguments as asked", async () => {
    project = await Project.create(typed, { nodeargs: "--max-old-space-size=300 --no-deprecation" }, "index.ts");
    const { said, heap } = await outputs(project);
    assert.equal(said, "a string7");
    assert.match(heap, /--max-old-space-size=300 --no-deprecation/);
  });

  it("types are checked when the environment asks for it", async () => {
    project = await Project.create(typed, {}, "index.ts");
    project.set("PULUMI_NODEJS_TRANSPILE_ONLY", "false");
    project.write(
      "tsconfig.json",
      JSON.stringify({ compilerOptions: { strict: true, module: "commonjs", skipLibCheck: true } }),
    );
    const { code, output } = await project.up();
    assert.notEqual(code, 0);
    assert.match(output, /Type 'string' is not assignable to type 'number'/);
  });

  it("another tsconfig is used when the option names it", async () => {
    project = await Project.create(
      `export const helper = require("./helper").name;`,
      { tsconfig: "other.json" },
      "index.ts",
    );
    project.write(
      "helper.ts",
      `const make = async function* () {}; export const name = make.toString().includes("__") ? "old target" : "new target";`,
    );
    project.write(
      "other.json",
      JSON.stringify({
        compilerOptions: {
          target: "es5",
          lib: ["es2022"],
          module: "commonjs",
          moduleResolution: "node10",
          ignoreDeprecations: "5.0",
          downlevelIteration: true,
        },
      }),
    );
    assert.equal((await outputs(project)).helper, "old target");
  });

  it("a program whose packages are not installed is told what to do", async () => {
    project = await Project.create("", {}, "index.ts");
    require("node:fs").unlinkSync(`${project.directory}/node_modules`);
    const { code, output } = await project.up();
    assert.notEqual(code, 0);
    assert.match(output, /@pulumi\/pulumi is not installed for the program in .*: run "npm ci" there/);
  });
});
