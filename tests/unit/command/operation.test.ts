/** Pulumi is followed, and always comes to an end of its own. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { EngineEvent } from "../../../cli/pulumi/events";
import { operate } from "../../../cli/pulumi/operation";

describe("an operation of Pulumi", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ruche-operation-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const event = (message: string): string =>
    JSON.stringify({ diagnosticEvent: { message, severity: "error" } } satisfies EngineEvent);
  const as = (script: string, onEvent?: (event: EngineEvent) => void) =>
    operate({
      program: "bash",
      args: ["-c", script],
      project: folder,
      environment: process.env,
      folder,
      onEvent,
    });

  it("gives its events while it runs, and leaves nothing in the folder", async () => {
    const seen: string[] = [];
    const done = await as(
      `echo 'a word'; echo '${event("wände")}'; echo '${event("bees")}' ; until [ -e seen ]; do sleep 0.05; done`,
      (one) => {
        seen.push(one.diagnosticEvent!.message);
        if (seen.length === 2) writeFileSync(join(folder, "seen"), "");
      },
    );
    assert.deepEqual(seen, ["wände", "bees"]);
    assert.deepEqual([done.succeeded, done.errors], [true, ["wände", "bees"]]);
    assert.deepEqual(readdirSync(folder), ["seen"]);
  });

  it("that is killed in the middle of a line is a failure that is told, and no error of ours", async () => {
    const killed = await as(`printf '{"diagnosticEvent": {"mess'; kill -KILL $$`);
    assert.equal(killed.succeeded, false);
    assert.equal(killed.killed, true);
    assert.match(
      killed.errors.join("\n"),
      /^Pulumi was ended by SIGKILL, as .*\nPulumi printed what is no event: {"diag/,
    );
    const silent = await as("echo 'disk full' >&2; exit 9");
    assert.deepEqual([silent.succeeded, silent.errors], [false, ["disk full"]]);
    assert.deepEqual((await as("exit 9")).errors, ["Pulumi ended with 9, and said nothing"]);
    await assert.rejects(
      operate({ program: join(folder, "none"), args: [], project: folder, environment: {}, folder }),
      /ENOENT/,
    );
  });

  /** A process that follows an operation, as the command does, and the operation's own notes. */
  const followed = (): ReturnType<typeof spawn> => {
    const script = [
      "trap 'echo told >> notes' INT",
      "echo begun >> notes",
      "until [ -e end ]; do sleep 0.05; echo '{}'; done",
      "echo ended >> notes",
    ].join("\n");
    const program = `
      require("ts-node/register/transpile-only");
      for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
      const { operate } = require(${JSON.stringify(resolve("cli/pulumi/operation"))});
      operate({ program: "bash", args: ["-c", ${JSON.stringify(script)}], project: ${JSON.stringify(folder)},
        environment: process.env, folder: ${JSON.stringify(folder)},
        onEvent: () => process.stderr.write("x") }).then((done) => {
          require("node:fs").appendFileSync(${JSON.stringify(join(folder, "notes"))}, done.succeeded + "\\n");
        });`;
    return spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "pipe"] });
  };
  const notes = (): string[] => {
    try {
      return readFileSync(join(folder, "notes"), "utf8").trim().split("\n");
    } catch {
      return [];
    }
  };
  const until = async (what: string): Promise<void> => {
    for (const end = Date.now() + 20_000; !notes().includes(what); ) {
      assert.ok(Date.now() < end, `${what}: ${notes().join(", ")}`);
      await new Promise((next) => setTimeout(next, 20));
    }
  };

  it("goes on to its end when the reader of the command goes away", async () => {
    const command = followed();
    await until("begun");
    command.stdout!.destroy();
    command.stderr!.destroy();
    const ended = new Promise((done) => command.once("exit", (code, signal) => done([code, signal])));
    await new Promise((next) => setTimeout(next, 400));
    writeFileSync(join(folder, "end"), "");
    assert.deepEqual(await ended, [0, null]);
    assert.deepEqual(notes(), ["begun", "ended", "true"]);
  });

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    it(`is told of ${signal} once, and waited for`, async () => {
      const command = followed();
      await until("begun");
      const ended = new Promise((done) => command.once("exit", (code) => done(code)));
      command.kill(signal);
      await until("told");
      writeFileSync(join(folder, "end"), "");
      assert.equal(await ended, 0);
      assert.deepEqual(notes(), ["begun", "told", "ended", "true"]);
    });

  it("goes on to its end when the command is killed", async () => {
    const command = followed();
    await until("begun");
    const ended = new Promise((done) => command.once("exit", done));
    command.kill("SIGKILL");
    await ended;
    writeFileSync(join(folder, "end"), "");
    await until("ended");
  });
});
