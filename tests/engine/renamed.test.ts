import assert from "node:assert/strict";
import { resolve } from "node:path";
import { Project } from "./support/project";

const component = resolve(__dirname, "../../components/core/component");

/** A platform with a component two levels deep, before and after its names were changed. */
const program = (body: { readonly ingress: string; readonly children?: string }): string => `
require("tsx/cjs");
const pulumi = require("@pulumi/pulumi");
const command = require("@pulumi/command");
const { RucheComponent, formerly } = require(${JSON.stringify(component)});

class Component extends RucheComponent {
  outputs() { return {}; }
}
class Ingress extends Component {
  constructor(name, options, depth) {
    super("ruche:ingress:Ingress", name, {}, options);
    ${body.children ?? 'new command.local.Command(this.child("hive1"), { create: "true" }, { parent: this });'}
    if (depth > 0) new Ingress(this.child("certificates"), { parent: this }, depth - 1);
  }
}
class Platform extends Component {
  constructor(name) {
    super("ruche:services:Platform", name, {});
    ${body.ingress}
  }
}
new Platform("platform");
`;

const before = program({ ingress: 'new Ingress("ingress", { parent: this }, 1);' });
const ingress = 'new Ingress(this.child("ingress"), formerly("ingress", { parent: this }), 1);';

describe("components with new names", function () {
  this.timeout(180_000);
  let project: Project;
  beforeEach(async () => {
    project = await Project.create(before);
    assert.equal((await project.pulumi(["up", "--yes", "--skip-preview"])).code, 0);
  });
  afterEach(() => project.remove());

  it("are the same ones, with all that is below them", async () => {
    project.program(program({ ingress }));
    const { code, output } = await project.pulumi(["up", "--yes", "--skip-preview"]);
    assert.equal(code, 0, output);
    assert.match(output, /Resources:\n\s+6 unchanged/);
  });

  it("are the same ones after an update that ended when only some had their new names", async () => {
    project.program(program({ ingress, children: 'throw new Error("killed");' }));
    assert.notEqual((await project.pulumi(["up", "--yes", "--skip-preview"])).code, 0);
    project.program(program({ ingress }));
    const { code, output } = await project.pulumi(["up", "--yes", "--skip-preview"]);
    assert.equal(code, 0, output);
    assert.match(output, /Resources:\n\s+6 unchanged/);
  });
});
