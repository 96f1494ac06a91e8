/** Remote commands and copies through the real CLI and plugin, against a real SSH server. */
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { Project, programOf } from "./support/project";
import { keyPair, SshServer } from "./support/sshServer";

describe("remote resources", function () {
  this.timeout(60_000);
  const key = keyPair();
  let server: SshServer, project: Project, target: string;
  const program = (statements: string) =>
    programOf(`
    const connection = { host: "127.0.0.1", port: ${server.port}, privateKey: ${JSON.stringify(key.private)}, hostKey: ${JSON.stringify(server.hostKey)} };
    ${statements}`);
  before(async () => {
    server = await SshServer.start({ publicKey: key.public });
    project = await Project.create("");
    target = path.join(project.directory, "target");
  });
  after(async () => {
    project.remove();
    await server.stop();
  });

  it("20 commands run over one connection; the key is nowhere in the clear, what they say is not secret", async () => {
    project.program(
      program(
        `for (let i = 0; i < 20; i++) new remote.Command("c" + i, { connection, create: "echo " + i + " $WHAT", ` +
          `environment: { WHAT: "honey" }, delete: "echo bye" });`,
      ),
    );
    const { code, output } = await project.up();
    assert.equal(code, 0, output);
    assert.equal(server.connections, 1);
    assert.deepEqual(
      project
        .resources()
        .map(({ outputs }) => outputs.stdout)
        .sort(),
      Array.from({ length: 20 }, (_, i) => `${i} honey`).sort(),
    );
    assert.ok(!project.everythingKept().includes("OPENSSH PRIVATE KEY"));
    const again = await project.up("--expect-no-changes");
    assert.equal(again.code, 0, again.output);
    assert.equal(server.connections, 1, "nothing to do: nothing is dialled");
  });

  it("an unexpected host key fails the update before anything is sent", async () => {
    const sent = server.commands.length;
    project.program(
      program(
        `new remote.Command("other", { connection: { ...connection, hostKey: ` +
          `${JSON.stringify(keyPair().public)} }, create: "true", stdin: pulumi.secret("never sent") });`,
      ),
    );
    const { code, output } = await project.pulumi([
      "up",
      "--yes",
      "--skip-preview",
      "--stack",
      "test",
      "--target",
      "**::other",
    ]);
    assert.notEqual(code, 0);
    assert.match(output, /another host key than connection\.hostKey/);
    assert.equal(server.commands.length, sent);
  });

  it("a failing command tells host, status and the end of standard error, and neither script, environment nor input", async () => {
    project.program(
      program(
        `new remote.Command("failing", { connection, create: "echo because >&2; echo $HIDDEN >&2; cat >&2; ` +
          `exit 5 # unspoken", environment: { HIDDEN: pulumi.secret("in-environment") }, stdin: ` +
          `"in-standard-input" });`,
      ),
    );
    const { code, output } = await project.pulumi([
      "up",
      "--yes",
      "--skip-preview",
      "--stack",
      "test",
      "--target",
      "**::failing",
    ]);
    assert.notEqual(code, 0);
    assert.match(output, /the command on root@127\.0\.0\.1:\d+ failed with exit status 5:\s+because/);
    for (const text of ["in-environment", "in-standard-input", "unspoken"]) assert.ok(!output.includes(text), text);
  });

  it("texts, files and directories are copied, and copied again when they change, existing modes kept", async () => {
    fs.mkdirSync(path.join(project.directory, "tree/sub"), { recursive: true });
    project.write("tree/sub/leaf", "leaf one");
    project.write("single", "single one");
    const copies = (text: string) =>
      program(`
      new remote.CopyToRemote("text", { connection, source: new pulumi.asset.StringAsset("${text}"), remotePath: "${target}/deep/text" });
      new remote.CopyToRemote("file", { connection, source: new pulumi.asset.FileAsset("single"), remotePath: "${target}/file" });
      new remote.CopyToRemote("tree", { connection, source: new pulumi.asset.FileArchive("tree/"), remotePath: "${target}/tree" });`);
    project.program(copies("text one"));
    const made = await project.up();
    assert.equal(made.code, 0, made.output);
    const read = (name: string) => fs.readFileSync(path.join(target, name), "utf8");
    assert.deepEqual(["deep/text", "file", "tree/sub/leaf"].map(read), ["text one", "single one", "leaf one"]);
    fs.chmodSync(path.join(target, "deep/text"), 0o640);
    project.write("tree/sub/leaf", "leaf two");
    project.program(copies("text two"));
    const changed = await project.up();
    assert.equal(changed.code, 0, changed.output);
    assert.match(changed.output, /2 updated/);
    assert.deepEqual(["deep/text", "file", "tree/sub/leaf"].map(read), ["text two", "single one", "leaf two"]);
    assert.equal(fs.statSync(path.join(target, "deep/text")).mode & 0o777, 0o640);
    assert.deepEqual(
      fs.readdirSync(target, { recursive: true }).filter((name) => String(name).endsWith(".new")),
      [],
    );
  });

  it("a mistake in the inputs is told at the preview", async () => {
    project.program(
      program(`
      new remote.Command("named", { connection: { host: "" }, create: "true", environment: { "NO-NAME": "1" }, logging: "loud" });`),
    );
    const { code, output } = await project.pulumi(["preview", "--stack", "test"]);
    assert.notEqual(code, 0);
    for (const text of [
      /connection\.host.*is missing/,
      /NO-NAME.*is no name of an environment variable/,
      /loud.*allowed are stdout, stderr, stdoutAndStderr, none/,
    ])
      assert.match(output, text);
  });
});
