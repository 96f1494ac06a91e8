/** Secrets: encrypted in everything that is kept, hidden in everything that is printed. */
import * as assert from "node:assert/strict";
import { Project, programOf } from "./support/project";

const [inEnvironment, onInput, inScript, inConfig] = [
  "environment-Aa1",
  "standard-input-Bb2",
  "script-text-Cc3",
  "configuration-Dd4",
];
const all = [inEnvironment, onInput, inScript, inConfig];

const program = (tail: string) =>
  programOf(`
  const config = new pulumi.Config();
  const made = new local.Command("made", {
    environment: { TOKEN: pulumi.secret("${inEnvironment}") }, stdin: pulumi.secret("${onInput}\\nsecond line of it"),
    create: "echo $TOKEN; cat >&2; ${tail}",
  });
  const scripted = new local.Command("scripted", { create: pulumi.secret("echo ${inScript}; ${tail}") });
  const configured = new local.Command("configured", { stdin: config.requireSecret("password"), create: "cat" });
  new local.Command("open", { create: "echo open" });
  exports.made = made.stdout;
  exports.scripted = scripted.stdout;
  exports.configured = configured.stdout;
`);

function hidden(text: string, where: string): void {
  for (const secret of all) assert.ok(!text.includes(secret), `${secret} is in ${where}`);
  assert.ok(!text.includes("second line of it"), `a line of the standard input is in ${where}`);
}

describe("secrets", function () {
  this.timeout(60_000);
  let project: Project;
  before(async () => {
    project = await Project.create(program("true"));
    assert.equal(
      (await project.pulumi(["config", "set", "--secret", "password", inConfig, "--stack", "test"])).code,
      0,
    );
  });
  after(() => project.remove());

  it("no secret is in what is printed: previews, logs of commands, outputs", async () => {
    const preview = await project.pulumi(["preview", "--diff", "--stack", "test"]);
    assert.equal(preview.code, 0, preview.output);
    hidden(preview.output, "the preview");
    const made = await project.up();
    assert.equal(made.code, 0, made.output);
    hidden(made.output, "the output of up");
    assert.match(made.output, /\[secret\]/, "the masked lines are shown");
    assert.match(made.output, /^\s*open\s*$/m, "other lines are shown");
  });

  it("no secret is in any kept file, and what came from a secret is a secret", async () => {
    hidden(project.everythingKept(), "the state");
    const [configured, made, open, scripted] = project.resources().sort((a, b) => (a.urn < b.urn ? -1 : 1));
    for (const { outputs } of [made, configured, scripted]) assert.ok(outputs.stdout.ciphertext, "stdout is encrypted");
    assert.ok(made.inputs.environment.TOKEN.ciphertext, "the environment is encrypted");
    assert.equal(open.outputs.stdout, "open");
  });

  it("the right passphrase gives the values back", async () => {
    const { output } = await project.pulumi(["stack", "output", "--show-secrets", "--json", "--stack", "test"]);
    assert.deepEqual(JSON.parse(output), { made: inEnvironment, scripted: inScript, configured: inConfig });
  });

  it("secrets are no difference, and a changed one is", async () => {
    assert.equal((await project.up("--expect-no-changes")).code, 0);
    project.program(program("true").replaceAll(onInput, `${onInput}x`));
    const { output } = await project.pulumi(["preview", "--diff", "--stack", "test"]);
    assert.match(output, /1 to update/);
    hidden(output, "the preview of a changed secret");
  });

  it("the error of a failing command holds no secret, and neither does the state after it", async () => {
    project.program(program("exit 9"));
    // Both commands fail; without this the first failure may keep the other one from being started.
    const { code, output } = await project.up("--continue-on-error");
    assert.notEqual(code, 0);
    assert.match(output, /failed with exit status 9:\s+\[secret\]/);
    assert.match(output, /failed with exit status 9:\s+\(not shown, as the script is a secret\)/);
    hidden(output, "the error");
    hidden(project.everythingKept(), "the state");
  });
});
