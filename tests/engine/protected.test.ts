import assert from "node:assert/strict";
import { resolve } from "node:path";
import { Project } from "./support/project";

const seed = resolve(__dirname, "../../components/core/seed");
const program = (options = "{}"): string => `
require("tsx/cjs");
const command = require("@pulumi/command");
const { Seed } = require(${JSON.stringify(seed)});
Seed.generated("seed", ${options});
new command.local.Command("beside", { create: "true", delete: "echo deleted >> $JOURNAL" });
`;

describe("what loses data if it is deleted", function () {
  this.timeout(180_000);
  let project: Project;
  const names = (): string[] =>
    project
      .resources()
      .filter(({ type }) => type.startsWith("command:"))
      .map(({ urn }) => urn.split("::").at(-1)!);
  beforeEach(async () => {
    project = await Project.create(program());
    assert.equal((await project.pulumi(["up", "--yes", "--skip-preview"])).code, 0);
  });
  afterEach(() => project.remove());

  it("is refused by destroy, before anything is touched, until it is unprotected", async () => {
    const refused = await project.pulumi(["destroy", "--yes"]);
    assert.notEqual(refused.code, 0);
    assert.match(refused.output, /seed" cannot be deleted\s+because it is protected/);
    assert.deepEqual(names().sort(), ["beside", "seed"]);
    assert.equal((await project.pulumi(["state", "unprotect", "--all", "--yes"])).code, 0);
    assert.equal((await project.pulumi(["destroy", "--yes"])).code, 0);
    assert.deepEqual(names(), []);
  });

  it("stays when a destroy without a preview removes the rest", async () => {
    assert.notEqual((await project.pulumi(["destroy", "--yes", "--skip-preview"])).code, 0);
    assert.deepEqual(names(), ["seed"]);
  });

  it("is refused by an update whose program does not name it any more", async () => {
    project.program("");
    const { code, output } = await project.pulumi(["up", "--yes"]);
    assert.notEqual(code, 0);
    assert.match(output, /cannot be deleted\s+because it is protected/);
    assert.deepEqual(names().sort(), ["beside", "seed"]);
  });

  it("is not protected any more if the program says so", async () => {
    project.program(program("{ protect: false }"));
    assert.equal((await project.pulumi(["up", "--yes"])).code, 0);
    project.program("");
    assert.equal((await project.pulumi(["up", "--yes"])).code, 0);
    assert.deepEqual(names(), []);
  });
});
