/** What programs and packs load when they start, and what they still can do. */
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { Project, programOf } from "./support/project";

/** JavaScript for `true` when the process has loaded this package. */
const loaded = (name: string) => `Object.keys(require.cache).some((file) => file.includes("/node_modules/${name}/"))`;

describe("what is loaded at the start", function () {
  this.timeout(60_000);
  let project: Project;
  before(async () => {
    project = await Project.create(programOf(""));
  });
  after(() => project.remove());

  it("a program that makes no text of functions loads nothing for it", async () => {
    project.program(
      programOf(
        `new local.Command("loaded", { create: note([${loaded("typescript")}, ${loaded("@npmcli/arborist")}].join()) });`,
      ),
    );
    const { code, output } = await project.up();
    assert.equal(code, 0, output);
    assert.deepEqual(project.journal(), ["false,false"]);
  });

  it("a program can make text of a function, with what it needs around it", async () => {
    project.program(
      programOf(`
      const zod = require("zod"), honey = 7;
      const text = pulumi.output(pulumi.runtime.serializeFunction(() => zod.z.number().parse(honey)).then(({ text }) => text));
      new local.Command("text", { create: text.apply((text) => note([text.includes("parse(honey)"), text.includes('require("zod"'), ${loaded("typescript")}].join())) });`),
    );
    const { code, output } = await project.up();
    assert.equal(code, 0, output);
    assert.deepEqual(project.journal(), ["true,true,true"]);
  });

  it("debug messages of the program and the SDK are told where --debug or --verbose asks for them, warnings always", async () => {
    project.program(
      programOf(
        'pulumi.log.debug("bees dance"); pulumi.log.warn("bees sting"); new local.Command("told", { create: "true" });',
      ),
    );
    const told = async (...flags: string[]) => {
      const { code, output } = await project.pulumi(["preview", "--stack", "test", ...flags]);
      assert.equal(code, 0, output);
      return ["bees dance", "registering resource", "bees sting"].map((text) => output.toLowerCase().includes(text));
    };
    assert.deepEqual(await told(), [false, false, true]);
    assert.deepEqual(await told("--debug"), [true, true, true]);
    assert.deepEqual(await told("-d"), [true, true, true]);
  });

  it("a pack is made ready for TypeScript unless it says that it needs none", async () => {
    fs.mkdirSync(path.join(project.directory, "pack"));
    project.write("pack/package.json", JSON.stringify({ name: "trial-pack", version: "0.0.1" }));
    project.write(
      "pack/tsconfig.json",
      JSON.stringify({
        compilerOptions: {
          target: "es2022",
          module: "commonjs",
          moduleResolution: "node10",
          noCheck: true,
          skipLibCheck: true,
        },
      }),
    );
    const pack = (type: string) => `
      const { PolicyPack } = require("@pulumi/policy");
      const ready${type} = Object.keys(require.extensions).includes(".ts");
      new PolicyPack("trial-pack", { policies: [{
        name: "ready", description: "tells what there is", enforcementLevel: "advisory",
        validateStack: (_, report) => report("ready for TypeScript: " + ready),
      }] });`;
    const says = async (typescript: boolean, file: string): Promise<string> => {
      project.write(
        "pack/PulumiPolicy.yaml",
        JSON.stringify({ runtime: { name: "nodejs", options: { typescript } }, main: file }),
      );
      project.write(`pack/${file}`, pack(typescript ? ": boolean" : ""));
      return (await project.pulumi(["preview", "--stack", "test", "--policy-pack", "pack"])).output;
    };
    assert.match(await says(false, "index.js"), /ready for TypeScript: false/);
    assert.match(await says(true, "index.ts"), /ready for TypeScript: true/);
  });
});
