/** The pure parts of the command plugin. */
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { changes } from "../../engine/plugins/command/difference";
import { failure } from "../../engine/plugins/command/failure";
import { mistakes, withDefaults } from "../../engine/plugins/command/inputs";
import { masker } from "../../engine/plugins/command/masking";
import { matchingFiles } from "../../engine/plugins/command/paths";
import { Provider } from "../../engine/plugins/command/provider";
import { algorithmsFor, parseHostKey, sameKey } from "../../engine/plugins/command/ssh/hostKey";
import {
  holdsSecret,
  type Properties,
  plain,
  secret,
  secretStrings,
  unknown,
} from "../../engine/plugins/command/values";
import { keyPair } from "./support/sshServer";

const urn = (type: string) => `urn:pulumi:test::trial::a:b:C$${type}::name::with colons`;

describe("parts of the command plugin", function () {
  this.timeout(20_000);
  const provider = new Provider(async () => {});
  after(() => provider.cancel());

  it("a difference names the changed leaves, whatever the order of keys", () => {
    assert.deepEqual(
      [
        ...changes(
          { a: 1, m: { x: 1, y: 2 }, l: [1, 2], gone: "g" },
          { l: [1, 3, 4], m: { y: 2, x: 5, "a.b": 1 }, a: 1, now: "n" },
        ),
      ].sort(),
      [
        ["gone", "delete"],
        ["l[1]", "update"],
        ["l[2]", "add"],
        ["m.x", "update"],
        ['m["a.b"]', "add"],
        ["now", "add"],
      ],
    );
    assert.deepEqual([...changes({ a: null, __defaults: [] } as any, {})], []);
  });

  it("secrecy and defaults alone are no difference; a trigger replaces; an unknown value is a difference", () => {
    const diff = (olds: Properties, news: Properties) => provider.diff(urn("command:remote:Command"), olds, news);
    const connection = { host: "h" };
    assert.equal(
      diff(
        { connection, create: "c" },
        {
          connection: secret({ host: "h", user: "root", port: 22 }),
          create: secret("c"),
          addPreviousOutputInEnv: true,
        },
      ).changed.size,
      0,
    );
    assert.deepEqual(diff({ connection, triggers: [1] }, { connection, triggers: [2] }).replaces, ["triggers[0]"]);
    assert.deepEqual(diff({ connection, create: "c" }, { connection, create: "d" }).replaces, []);
    assert.deepEqual([...diff({ connection, stdin: "s" }, { connection, stdin: unknown }).changed.keys()], ["stdin"]);
  });

  it("assets are compared by content, not by path", () => {
    const asset = (hash: string, file: string) => ({
      "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17",
      hash,
      path: file,
    });
    assert.equal(changes({ source: asset("h1", "a") }, { source: asset("h1", "b") }).size, 0);
    assert.deepEqual([...changes({ source: asset("h1", "a") }, { source: asset("h2", "a") }).keys()], ["source"]);
  });

  it("secrets are found and unwrapped at any depth", () => {
    const value = { list: [{ deep: secret({ inner: ["one", secret("two")] }) }], open: "three" };
    assert.deepEqual(plain(value), { list: [{ deep: { inner: ["one", "two"] } }], open: "three" });
    assert.deepEqual(secretStrings(value), ["one", "two"]);
    assert.deepEqual([holdsSecret(value), holdsSecret({ a: ["b"] })], [true, false]);
  });

  it("masking hides each line of what was given, longest first, and leaves short words", () => {
    const mask = masker(["line one\nline one and more", "no", undefined]);
    assert.equal(mask("no: line one and more, line one"), "no: [secret], [secret]");
  });

  it("an error holds where, how and the last 20 lines", () => {
    const stderr = Array.from({ length: 50 }, (_, i) => `line ${i}`).join("\n");
    const { message } = failure("root@h:22", { stdout: "", stderr, code: 3 }, (text) => text);
    assert.equal(
      message,
      `the command on root@h:22 failed with exit status 3:\n${Array.from({ length: 20 }, (_, i) => `line ${i + 30}`).join("\n")}`,
    );
    assert.match(
      failure("h", { stdout: "", stderr: "", code: undefined, signal: "SIGKILL" }, String).message,
      /^the command on h was ended by signal SIGKILL$/,
    );
  });

  it("defaults are those of the official provider, inside a secret and for a proxy too, and unknown values stay", () => {
    const filled = { dialErrorLimit: 10, perDialTimeout: 15, port: 22, user: "root" };
    assert.deepEqual(
      plain(
        withDefaults("command:remote:Command", { connection: secret({ host: "h", proxy: { host: "p", port: 2222 } }) }),
      ),
      {
        addPreviousOutputInEnv: true,
        connection: { ...filled, host: "h", proxy: { ...filled, host: "p", port: 2222 } },
      },
    );
    assert.deepEqual(plain(withDefaults("command:remote:CopyToRemote", { connection: secret(unknown) })), {
      connection: unknown,
    });
    assert.deepEqual(
      mistakes("command:remote:Command", { connection: secret(unknown), logging: unknown, environment: unknown }),
      [],
    );
  });

  it("a preview of create leaves open what a command will say, and knows what it is given", async () => {
    const { outputs } = await provider.create(
      { urn: urn("command:local:Command"), timeout: 0, preview: true },
      { create: "true", environment: { A: "b" } },
    );
    assert.deepEqual(outputs, { create: "true", environment: { A: "b" }, stdout: unknown, stderr: unknown });
  });

  it("a command that takes longer than its time limit is ended", async () => {
    await assert.rejects(
      provider.create({ urn: urn("command:local:Command"), timeout: 0.3, preview: false }, { create: "sleep 30" }),
      /longer than 0\.3 s/,
    );
  });

  it("files for assetPaths: * stays in a folder, ** does not, ! takes out, the last rule decides; archives hold them", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "engine-paths-"));
    try {
      for (const name of ["assets/logo.svg", "src/a/index.js", "src/secret.js", "top.txt", "a+b.txt"]) {
        fs.mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
        fs.writeFileSync(path.join(folder, name), name);
      }
      assert.deepEqual(matchingFiles(folder, ["assets/**", "src/**.js", "!**secret.*", "*.{txt,md}"]), [
        "a+b.txt",
        "assets/logo.svg",
        "src/a/index.js",
        "top.txt",
      ]);
      assert.deepEqual(matchingFiles(folder, ["*"]), ["a+b.txt", "top.txt"]);
      const { outputs } = await provider.create(
        { urn: urn("command:local:Command"), timeout: 0, preview: false },
        { create: "echo new > made.txt", dir: folder, assetPaths: ["made.*"], archivePaths: ["top.*"] },
      );
      assert.deepEqual(Object.keys(outputs.assets as object), ["made.txt"]);
      assert.deepEqual(Object.keys((outputs.archive as any).assets), ["top.txt"]);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it("the function local.run runs at once, and fails with the command", async () => {
    const { stdout } = await provider.invoke("command:local:run", {
      command: "echo $A; cat",
      environment: { A: "b" },
      stdin: "c",
    });
    assert.equal(stdout, "b\nc");
    await assert.rejects(provider.invoke("command:local:run", { command: "exit 4" }), /exit status 4/);
  });

  it("a host key is read from authorized_keys, .pub and known_hosts lines, and told from another", () => {
    const [one, two] = [keyPair().public, keyPair().public];
    const words = one.split(" ");
    const bare = parseHostKey(`${words[0]} ${words[1]}`);
    for (const form of [
      `${words[0]} ${words[1]} someone@somewhere`,
      `[host]:2222 ${words[0]} ${words[1]}`,
      `  ${words[0]}   ${words[1]}\n`,
    ])
      assert.deepEqual(parseHostKey(form), bare);
    assert.equal(sameKey(bare, parseHostKey(two).data), false);
    assert.equal(sameKey(bare, Buffer.from(words[1], "base64")), true);
    assert.deepEqual(algorithmsFor(bare), ["ssh-ed25519"]);
    assert.deepEqual(algorithmsFor({ type: "ssh-rsa", data: Buffer.alloc(0) }), [
      "rsa-sha2-512",
      "rsa-sha2-256",
      "ssh-rsa",
    ]);
  });
});
