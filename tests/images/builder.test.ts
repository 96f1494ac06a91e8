import { strict as assert } from "node:assert";
import { fork, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { debianSources, transport } from "../../images/aptSources";
import { parseDockerfile } from "../../images/dockerfile";
import { acquireLock } from "../../tools/lock";

describe("Dockerfiles", () => {
  it("are read with their parent's configuration", () => {
    const { from, steps, config } = parseDockerfile(
      '# why\nFROM ruche/base\nENV A=1 B="two words"\nRUN one \\\n # not this\n&& two \\\nthree\n' +
        'COPY --chown=bee --chmod=600 a b /to/\nEXPOSE 80 53/udp\nCMD ["x", "y"]\n',
      { Env: ["PATH=/bin", "A=0"], Entrypoint: ["tini"], Cmd: ["old"] },
    );
    assert.equal(from, "ruche/base");
    assert.deepEqual(steps, [
      { kind: "run", script: "one && two three" },
      { kind: "copy", sources: ["a", "b"], to: "/to/", owner: "bee", mode: "600" },
    ]);
    assert.deepEqual(config, {
      Env: ["PATH=/bin", "A=1", "B=two words"],
      Entrypoint: ["tini"],
      Cmd: ["x", "y"],
      ExposedPorts: { "80/tcp": {}, "53/udp": {} },
    });
  });

  it("drop the parent's arguments with its entry point, and have times in nanoseconds", () => {
    const { config } = parseDockerfile(
      'FROM x\nHEALTHCHECK --interval=5s --timeout=300ms --start-period=1m --retries=3 CMD ["ok"]\nENTRYPOINT ["y"]\n',
      { Env: [], Cmd: ["old"] },
    );
    assert.deepEqual(config, {
      Env: [],
      Entrypoint: ["y"],
      Healthcheck: { Test: ["CMD", "ok"], Interval: 5e9, Timeout: 3e8, StartPeriod: 60e9, Retries: 3 },
    });
  });

  it("are refused where Docker would do what this does not", () => {
    assert.throws(() => parseDockerfile("RUN x"), /line 1: the first instruction must be FROM/);
    assert.throws(() => parseDockerfile("FROM x\n\nARG y"), /line 3: ARG is not supported/);
    assert.throws(() => parseDockerfile("FROM x\nCMD run it"), /line 2: CMD must be a JSON list/);
    assert.throws(() => parseDockerfile(""), /empty/);
  });
});

describe("apt sources", () => {
  it("are those of this computer's Debian, 12 or 13, for the images' release, in either form, without other makers'", () => {
    const modern =
      "Types: deb deb-src\nURIs: http://mirror.example/debian\nSuites: bookworm bookworm-updates\n" +
      "Components: main contrib\nSigned-By: /k.gpg\n\nTypes: deb\nURIs: https://other.example\nSuites: nodistro\n" +
      "Components: main\n";
    const old =
      "# x\ndeb [signed-by=/k.gpg] http://mirror.example/debian-security bookworm-security main contrib\n" +
      "deb https://other.example stable main\ndeb http://mirror.example/debian bullseye main\n" +
      "deb http://mirror.example/second trixie main\n";
    assert.deepEqual(
      debianSources([
        modern,
        old,
        "Enabled: no\nTypes: deb\nURIs: http://off.example\nSuites: bookworm\nComponents: main\n",
      ]),
      [
        "Types: deb\nURIs: http://mirror.example/debian\nSuites: trixie trixie-updates\nComponents: main contrib\nSigned-By: /k.gpg",
        "Types: deb\nURIs: http://mirror.example/debian-security\nSuites: trixie-security\nComponents: main\nSigned-By: /k.gpg",
        "Types: deb\nURIs: http://mirror.example/second\nSuites: trixie\nComponents: main",
      ],
    );
  });

  it("are reached as on this computer", () => {
    const lines = transport(
      'APT::Architecture "amd64";\nAcquire::http::Proxy "http://proxy.example:3128";\n' +
        'Acquire::https::CaInfo "/etc/hosts";\nAcquire::Languages "fr";',
      () => "/etc/apt/computer/1",
    );
    assert.ok(lines.includes('Acquire::http::Proxy "http://proxy.example:3128";'));
    assert.ok(lines.includes('Acquire::https::CaInfo "/etc/apt/computer/1";'));
    assert.ok(!lines.some((line) => line.includes("amd64") || line.includes("fr")));
  });
});

describe("locks", function () {
  this.timeout(20_000);
  it("are held by one at a time, in this process too", async () => {
    const name = `test/${process.pid}`;
    const first = await acquireLock(name);
    let second = false;
    const waiting = acquireLock(name).then((lock) => {
      second = true;
      return lock;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(second, false);
    await first.release();
    await (await waiting).release();
  });

  it("are free at once when their holder is killed", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "ruche-lock-"));
    const program = path.join(folder, "holder.ts");
    writeFileSync(
      program,
      `import { acquireLock } from ${JSON.stringify(path.join(__dirname, "../../tools/lock"))};\n` +
        `acquireLock("test/${process.pid}").then(() => { process.send!("held"); setInterval(() => undefined, ` +
        `1000); });\n`,
    );
    const holder = fork(program, { execArgv: ["-r", "ts-node/register/transpile-only"] });
    try {
      await new Promise((resolve) => holder.once("message", resolve));
      let told = "";
      const waiting = acquireLock(`test/${process.pid}`, {
        onWait: (pid) => {
          told = pid;
          holder.kill("SIGKILL");
        },
      });
      await (await waiting).release();
      assert.equal(told, String(holder.pid));
    } finally {
      holder.kill("SIGKILL");
      rmSync(folder, { recursive: true });
    }
  });

  it("let one wait no longer than it wants to", async () => {
    const held = await acquireLock(`test/${process.pid}`);
    await assert.rejects(acquireLock(`test/${process.pid}`, { signal: AbortSignal.timeout(50) }), {
      name: "TimeoutError",
    });
    await held.release();
  });

  it("do not keep a process from ending", async () => {
    const child = spawn(process.execPath, [
      "-r",
      "ts-node/register/transpile-only",
      "-e",
      `require(${JSON.stringify(path.join(__dirname, "../../tools/lock"))}).acquireLock("test/end/${process.pid}")`,
    ]);
    assert.equal(await new Promise((resolve) => child.once("exit", resolve)), 0);
  });
});
