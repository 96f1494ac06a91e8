/** Setting up: built once, by one process, complete or not at all; an installation on PATH is used whole or not. */
import * as assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { missing, type PartProgress, setUp } from "../../engine";
import { installation, usable } from "../../engine/setup/installed";
import { findPart, partKey } from "../../engine/setup/keys";
import { cli, language, plugins } from "../../engine/setup/parts";
import { builtEngine, cache } from "./support/project";

const repository = path.resolve(__dirname, "../..");

describe("set-up", function () {
  this.timeout(60_000);
  let own: string;
  const path0 = process.env.PATH!;
  before(() => builtEngine());
  beforeEach(() => {
    own = fs.mkdtempSync(path.join(os.tmpdir(), "engine-cache-"));
    process.env.PATH = path0
      .split(":")
      .filter((folder) => !fs.existsSync(path.join(folder, "pulumi")))
      .join(":");
    // The CLI takes minutes to build: it is there already, as in a cache that was brought along.
    fs.mkdirSync(path.join(own, "engine"));
    const name = findPart(cli, path.join(cache, "engine"))!;
    fs.cpSync(path.join(cache, "engine", name), path.join(own, "engine", name), { recursive: true });
  });
  afterEach(() => {
    process.env.PATH = path0;
    fs.rmSync(own, { recursive: true, force: true });
  });

  const inProcess = (signal?: NodeJS.Signals) =>
    new Promise<{ code: number | null; errors: string; output: string }>((done) => {
      const child = spawn(
        process.execPath,
        ["-r", "ts-node/register/transpile-only", "engine/main.ts", "--cache", own, "--plugins", "command"],
        { cwd: repository, stdio: ["ignore", "pipe", "pipe"] },
      );
      let errors = "",
        output = "";
      child.stdout.on("data", (data) => {
        output += data;
      });
      child.stderr.on("data", (data) => {
        errors += data;
        if (signal && /running/.test(errors)) child.kill(signal);
      });
      child.on("close", (code) => done({ code, errors, output }));
    });

  it("what is missing is named with its usual time, built once, and then found as it is", async () => {
    assert.deepEqual((await missing({ plugins: ["command"], cache: own })).map(({ part }) => part).sort(), [
      "command",
      "language",
    ]);
    const steps: PartProgress[] = [];
    const engine = await setUp({ plugins: ["command"], cache: own, onProgress: (step) => steps.push(step) });
    assert.equal(engine.source, "built");
    assert.deepEqual(steps.map(({ name, state }) => `${name} ${state}`).sort(), [
      "command done",
      "command running",
      "language done",
      "language running",
    ]);
    assert.deepEqual(await missing({ plugins: ["command"], cache: own }), []);
    steps.length = 0;
    assert.deepEqual(await setUp({ plugins: ["command"], cache: own, onProgress: (step) => steps.push(step) }), engine);
    assert.deepEqual(steps, []);
  });

  it("two processes at once: each part is built by one, both end with the same, nothing is left over", async () => {
    const [one, two] = await Promise.all([inProcess(), inProcess()]);
    assert.equal(one.code, 0, one.errors);
    assert.equal(two.code, 0, two.errors);
    assert.equal(one.output, two.output);
    for (const part of ["command", "language"]) {
      const built = [one, two].filter(({ errors }) => errors.includes(`${part}: running`));
      assert.equal(built.length, 1, `${part} was built by ${built.length}`);
    }
    assert.deepEqual(
      fs.readdirSync(path.join(own, "engine")).filter((name) => name.startsWith(".new-") || name.endsWith(".lock")),
      [],
    );
  });

  it("a process that is killed while it builds leaves nothing that is taken for complete", async () => {
    const killed = await inProcess("SIGKILL");
    assert.equal(killed.code, null, "it was killed before it was done");
    const engine = await setUp({ plugins: ["command"], cache: own });
    const file = path.join(engine.environment.PULUMI_HOME, "plugins/resource-command-v1.2.1/pulumi-resource-command");
    assert.ok(fs.statSync(file).mode & 0o100);
    assert.ok(
      fs.readFileSync(path.join(path.dirname(file), fs.readFileSync(file, "utf8").match(/\$\{0%\/\*\}\/(\S+)"/)![1]))
        .length > 100_000,
    );
  });

  it("an abort ends the set-up with an error", async () => {
    await assert.rejects(
      setUp({ plugins: ["command"], cache: own, signal: AbortSignal.abort(new Error("stopped")) }),
      /stopped/,
    );
  });

  it("a changed file gives its own part another key and no other part", () => {
    const file = path.join(repository, "engine/language", `trial-${process.pid}.ts`);
    const before = [cli, language, plugins.command, plugins.docker].map(partKey);
    fs.writeFileSync(file, "");
    try {
      const changed = [cli, language, plugins.command, plugins.docker].map(partKey).map((key, i) => key !== before[i]);
      assert.deepEqual(changed, [false, true, false, false]);
    } finally {
      fs.rmSync(file);
    }
  });

  it("without a Go compiler what another computer built is used, and what is missing is said", async () => {
    process.env.PATH = path.dirname(process.execPath);
    assert.ok(!fs.existsSync(path.join(process.env.PATH, "go")));
    assert.ok(findPart(cli, path.join(own, "engine")), "the copied CLI is found");
    await assert.rejects(setUp({ plugins: ["kubernetes"], cache: own }), /building kubernetes needs Go/);
  });

  describe("an installation on PATH", () => {
    const install = (version: string, complete: boolean) => {
      const bin = path.join(own, "bin");
      fs.mkdirSync(bin);
      fs.writeFileSync(path.join(bin, "pulumi"), `#!/bin/sh\necho v${version}\n`, { mode: 0o755 });
      if (complete) fs.writeFileSync(path.join(bin, "pulumi-language-nodejs"), "", { mode: 0o755 });
      process.env.PATH = `${bin}:${process.env.PATH}`;
      return bin;
    };

    it("is used when it is complete and new enough, and nothing is built", async () => {
      const bin = install("3.250.1", true);
      const engine = await setUp({ plugins: ["command", "docker"], cache: own });
      assert.deepEqual([engine.source, engine.version], ["path", "3.250.1"]);
      assert.ok(engine.environment.PATH.startsWith(`${bin}:`));
      assert.equal(engine.environment.PULUMI_HOME, undefined);
      assert.deepEqual(await missing({ plugins: ["docker"], cache: own }), []);
    });

    it("is left aside as a whole without its language host, or when it is too old or too new", async () => {
      install("3.250.1", false);
      assert.equal(await installation(own), undefined);
      assert.deepEqual(["3.247.9", "3.248.0", "3.300.0", "4.0.0", "2.999.0"].map(usable), [
        false,
        true,
        true,
        false,
        false,
      ]);
    });

    it("is not mistaken for one when it is our own set", async () => {
      const engine = await setUp({ plugins: ["command"], cache: own });
      process.env.PATH = engine.environment.PATH;
      assert.equal((await setUp({ plugins: ["command"], cache: own })).source, "built");
    });
  });
});
