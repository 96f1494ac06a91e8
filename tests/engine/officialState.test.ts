/** States in the shape that the official command provider writes are taken over without a difference. */
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { counts, Project, programOf } from "./support/project";

const stack = "urn:pulumi:test::trial::pulumi:pulumi:Stack::trial-test";
const provider = "urn:pulumi:test::trial::pulumi:providers:command::default_1_2_1";
const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(value),
});
const connection = secret({
  dialErrorLimit: 10,
  host: "192.0.2.1",
  perDialTimeout: 15,
  port: 22,
  privateKey: "a key",
  user: "root",
});

/**
 * As exported by `pulumi stack export --show-secrets`: provider defaults filled in, the connection secret, ids of name
 * and 8 digits.
 */
function officialState(marker: string) {
  const resource = (type: string, name: string, id: string, inputs: object, outputs: object) => ({
    urn: `urn:pulumi:test::trial::${type}::${name}`,
    custom: true,
    id,
    type,
    inputs,
    outputs: { ...inputs, ...outputs },
    parent: stack,
    provider: `${provider}::2a798b5a-9941-4327-935f-da94bf9b9f0c`,
    propertyDependencies: Object.fromEntries(Object.keys(inputs).map((key) => [key, []])),
    ...(type.includes("remote") ? { additionalSecretOutputs: ["connection"] } : {}),
  });
  return {
    version: 3,
    deployment: {
      manifest: { time: "2026-01-01T00:00:00Z", magic: "", version: "" },
      resources: [
        { urn: stack, custom: false, type: "pulumi:pulumi:Stack" },
        {
          urn: provider,
          custom: true,
          id: "2a798b5a-9941-4327-935f-da94bf9b9f0c",
          type: "pulumi:providers:command",
          inputs: { version: "1.2.1" },
          outputs: { version: "1.2.1" },
        },
        resource(
          "command:local:Command",
          "stdin",
          "stdin1dbce440",
          { addPreviousOutputInEnv: true, create: "head -n 1", stdin: "the quick brown fox\njumped" },
          { stderr: "", stdout: "the quick brown fox" },
        ),
        resource(
          "command:local:Command",
          "deleted",
          "deleted00c0ffee",
          { addPreviousOutputInEnv: true, create: "true", delete: `echo "gone $PULUMI_COMMAND_STDOUT" > ${marker}` },
          { stderr: "", stdout: "as it was" },
        ),
        resource(
          "command:remote:Command",
          "remote",
          "remote5eed5eed",
          { addPreviousOutputInEnv: true, connection, create: "hostname", environment: { A: "1" }, triggers: ["x"] },
          { stderr: "", stdout: "hive1" },
        ),
        resource(
          "command:remote:CopyToRemote",
          "copy",
          "a1b2c3d4",
          {
            connection,
            remotePath: "/etc/motd",
            source: {
              "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17",
              hash: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
              text: "hello",
            },
          },
          {},
        ),
      ],
    },
  };
}

const same = `
  const connection = { host: "192.0.2.1", privateKey: "a key" };
  new local.Command("stdin", { create: "head -n 1", stdin: "the quick brown fox\\njumped" });
  new remote.Command("remote", { connection, create: "hostname", environment: { A: "1" }, triggers: ["x"] });
  new remote.CopyToRemote("copy", { connection, remotePath: "/etc/motd", source: new pulumi.asset.StringAsset("hello") });
`;

describe("a state of the official provider", function () {
  this.timeout(60_000);
  let project: Project, marker: string;
  before(async () => {
    project = await Project.create("");
    marker = path.join(project.directory, "marker");
    project.program(
      programOf(
        `${same}\nnew local.Command("deleted", { create: "true", delete: \`echo "gone $PULUMI_COMMAND_STDOUT" > ${marker}\` });`,
      ),
    );
    const empty = JSON.parse((await project.pulumi(["stack", "export", "--stack", "test"])).output);
    const official = officialState(marker);
    Object.assign(official.deployment, { secrets_providers: empty.deployment.secrets_providers });
    project.write("official.json", JSON.stringify(official));
    const imported = await project.pulumi(["stack", "import", "--file", "official.json", "--stack", "test"]);
    assert.equal(imported.code, 0, imported.output);
  });
  after(() => project.remove());

  it("shows no difference, although the program names no defaults", async () => {
    const { code, output } = await project.pulumi(["preview", "--diff", "--expect-no-changes", "--stack", "test"]);
    assert.equal(code, 0, output);
    assert.deepEqual(counts(output), { unchanged: 5 });
  });

  it("is kept by up and refresh, secrets still encrypted", async () => {
    for (const args of [
      ["up", "--yes", "--skip-preview"],
      ["refresh", "--yes"],
    ]) {
      const { code, output } = await project.pulumi([...args, "--expect-no-changes", "--stack", "test"]);
      assert.equal(code, 0, output);
    }
    assert.equal(project.resources().length, 4);
    assert.ok(!project.everythingKept().includes("a key"));
  });

  it("has its deletions run, with the former output", async () => {
    project.program(programOf(same));
    const { code, output } = await project.up();
    assert.equal(code, 0, output);
    assert.equal(fs.readFileSync(marker, "utf8"), "gone as it was\n");
  });
});
