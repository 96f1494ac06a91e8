import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { DokuWiki, defineService, HostedService, type Platform, type ServiceArgs } from "../../components";
import type { Variables, Workload } from "../../components/contracts/workload";
import { containersOf, repeated } from "../../components/platform/containers";
import type { EnvironmentContext } from "../../components/platform/definition";
import { ServiceRegister } from "../../components/platform/register";

/** A platform of which only what a service asks for is there, and what it was asked to run. */
function recording(): { readonly on: Platform; readonly asked: Workload[]; readonly stored: string[] } {
  const asked: Workload[] = [];
  const stored: string[] = [];
  const machine = { name: "hive1", connection: {}, generation: "1", ready: [], network: [] };
  const on = {
    domain: "lab.internal",
    tier: "development",
    tls: "own",
    services: new ServiceRegister(),
    descriptor: { members: 1 },
    backup: null,
    environment: "lab",
    volume: { name: "data", mount: "/DATA", machines: [machine], ready: [] },
    seed: { password: () => pulumi.output("a password") },
    registry: { image: (name: string) => ({ reference: `registry/${name}`, present: [] }) },
    ingress: { serve: () => undefined },
    orchestrator: {
      secret: (name: string) => ({ name }),
      configuration: (name: string, content: string) => {
        stored.push(`${name}: ${content}`);
        return { name };
      },
      run: (_: string, workload: Workload) => {
        asked.push(workload);
        return {};
      },
    },
  } as unknown as Platform;
  return { on, asked, stored };
}

/** What a platform would be asked to run for a wiki. */
function workloadOf(args: Partial<ServiceArgs> = {}): Workload {
  const { on, asked } = recording();
  new DokuWiki("wiki", { on, exposure: "public", ...args }, { parent: undefined });
  return asked[0]!;
}

/** A kind of several containers. */
const board = defineService({
  kind: "board",
  title: "Board",
  image: "board",
  version: "1",
  port: 8080,
  ready: { path: "/", withinSeconds: 30 },
  writers: "many",
  state: { files: ["/files", "/index"] },
  canary: { write: () => Promise.resolve(), read: () => Promise.resolve(undefined) },
  secrets: ["key", "token"],
  environment: ({ companion }) => ({ CACHE: companion("cache") }),
  configuration: ({ host }) => ({ "/etc/board/board.conf": `host ${host}` }),
  containers: {
    cache: {
      image: "redis",
      command: ["redis-server"],
      health: { command: ["redis-cli", "ping"], withinSeconds: 10 },
      resources: { memoryMebibytes: 64 },
    },
  },
  jobs: { clean: { command: ["board", "clean"], everySeconds: 3600, files: ["/files"], secrets: ["token"] } },
});

/** They are there at once if no setting comes from another resource. */
const variablesOf = (args: Partial<ServiceArgs> = {}): Variables => workloadOf(args).environment as Variables;

describe("a hosted service", () => {
  before(() =>
    pulumi.runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) }),
  );

  it("runs with the settings that were chosen, and with the defaults of its kind", () => {
    assert.equal(variablesOf().DOKUWIKI_TITLE, "wiki.lab.internal");
    assert.equal(variablesOf({ settings: { title: "Bees" } }).DOKUWIKI_TITLE, "Bees");
  });

  it("is refused with a setting that its kind does not take", () => {
    assert.throws(
      () => workloadOf({ settings: { titl: "Bees" } }),
      /^UserError: DokuWiki wiki: settings\.titl is "Bees"/,
    );
  });

  for (const [what, wrong, words] of [
    [
      "container",
      { environment: ({ companion }) => ({ CACHE: companion("cash") }) },
      /board: containers is "cash".*cache/,
    ],
    [
      "secret",
      { environment: ({ secretFile }) => ({ KEY: secretFile("kay") }) },
      /board: secrets is "kay".*key, token/,
    ],
  ] as readonly [string, Pick<typeof board, "environment">, RegExp][])
    it(`is refused if it asks for a ${what} that its definition does not have`, () => {
      const args = { on: recording().on, exposure: "public" } as const;
      const make = () =>
        new HostedService("ruche:services:Board", { ...board, ...wrong }, "board", args, { parent: undefined });
      assert.throws(make, words);
    });

  it("has memory by default, and processors without a limit", () => {
    const { memoryMebibytes, processors } = workloadOf();
    assert.deepEqual([memoryMebibytes, processors], [256, undefined]);
  });

  it("runs with the containers and jobs beside it, each with what it names", () => {
    const { on, asked, stored } = recording();
    const service = new HostedService(
      "ruche:services:Board",
      board,
      "tasks",
      { on, exposure: "public", replicas: 2 },
      { parent: undefined },
    );
    assert.deepEqual(service.companions, ["tasks-cache", "tasks-clean"]);
    assert.deepEqual(stored, ["tasks-service-etc-board-board.conf: host tasks.lab.internal"]);
    const [main, cache, clean] = asked;
    assert.deepEqual(
      [main!.name, main!.replicas, main!.writers, main!.environment],
      ["tasks", 2, "many", { CACHE: "tasks-cache" }],
    );
    assert.deepEqual(main!.configuration, [
      { target: "/etc/board/board.conf", file: { name: "tasks-service-etc-board-board.conf" } },
    ]);
    const { image, replicas, writers, memoryMebibytes, mounts, secrets } = cache!;
    assert.deepEqual(
      [image, replicas, writers, memoryMebibytes, mounts, secrets],
      ["registry/redis", 1, "single", 64, [], []],
    );
    assert.equal(clean!.image, "registry/board");
    assert.deepEqual(clean!.mounts, [{ source: "/DATA/services/tasks/files", target: "/files" }]);
    assert.deepEqual(clean!.secrets, [{ target: "/run/secrets/token", secret: { name: "tasks-token" } }]);
    assert.deepEqual(clean!.command!.slice(-3), ["clean", "board", "clean"]);
  });
});

describe("what runs beside a service", () => {
  const context = {} as EnvironmentContext;
  const health = { command: ["true"], withinSeconds: 1 };
  for (const [what, definition, said] of [
    [
      "a secret",
      { containers: { cache: { command: [], health, secrets: ["kye"] } } },
      /cache\.secrets is "kye".*key, token/,
    ],
    [
      "files",
      { jobs: { clean: { command: [], everySeconds: 1, files: ["/file"] } } },
      /clean\.files is "\/file".*\/files/,
    ],
    ["a pause", { jobs: { clean: { command: [], everySeconds: 0 } } }, /clean\.everySeconds is "0".*more than 0/],
    [
      "a time",
      { jobs: { clean: { command: [], everySeconds: 1, withinSeconds: Number.NaN } } },
      /clean\.withinSeconds is "NaN"/,
    ],
    ["a name", { containers: { service: { command: [], health } } }, /containers\.service is "service"/],
    ["a name", { containers: { Cache: { command: [], health } } }, /containers\.Cache is "Cache"/],
    ["a relative path", { state: { files: ["data"] } }, /board: state\.files is "data"; allowed: absolute paths/],
    ["a path upwards", { state: { files: ["/srv/../etc"] } }, /board: state\.files is "\/srv\/\.\.\/etc"/],
    ["one name of two paths", { state: { files: ["/srv/a-b", "/srv/a/b"] } }, /"\/srv\/a\/b"; allowed: .* \/srv\/a-b/],
    ["a relative file", { configuration: () => ({ "board.conf": "" }) }, /board: configuration is "board\.conf"/],
    ["one name of two files", { configuration: () => ({ "/etc/a-b": "", "/etc/a/b": "" }) }, /is "\/etc\/a\/b"/],
    [
      "one name of files of two containers",
      {
        containers: {
          a: { command: [], health, configuration: () => ({ "/b/c": "" }) },
          "a-b": { command: [], health, configuration: () => ({ "/c": "" }) },
        },
      },
      /board: a-b: configuration is "\/c"; allowed: a path that differs from \/b\/c/,
    ],
    [
      "a secret called like that of its database",
      { state: { database: "mariadb" }, secrets: ["database"] },
      /board: secrets is "database"/,
    ],
  ] as const)
    it(`is refused with ${what} that it cannot have: ${Object.keys(Object.values(definition)[0]!)[0]}`, () => {
      const { environment, configuration, containers, jobs, ...rest } = board;
      assert.throws(() => containersOf("tasks", { ...rest, ...definition }, context), said);
    });
});

describe("a job of a service", () => {
  const folder = mkdtempSync(join(tmpdir(), "ruche-job-"));
  const mark = join(folder, "mark");
  let job: ChildProcess | undefined;
  afterEach(() => job?.kill("SIGKILL"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const start = (command: string, within = 1000, at = mark): ChildProcess => {
    const [shell, ...words] = repeated("clean", ["sh", "-c", command], { every: 0.1, within }, at);
    job = spawn(shell!, words, { cwd: folder, stdio: "ignore" });
    return job;
  };
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((next) => setTimeout(next, 20));
  };

  it("runs again and again, and its last run tells whether it is well", async () => {
    start("echo . >> runs; [ ! -e broken ]");
    await until(() => existsSync(mark) && readFileSync(join(folder, "runs"), "utf8").length > 4);
    writeFileSync(join(folder, "broken"), "");
    await until(() => !existsSync(mark));
    rmSync(join(folder, "broken"));
    await until(() => existsSync(mark));
  });

  it("ends at once when its container is stopped, in the middle of a run", async () => {
    const running = start("echo > begun; exec sleep 1000");
    await until(() => existsSync(join(folder, "begun")));
    running.kill("SIGTERM");
    assert.deepEqual(await once(running, "exit"), [0, null]);
  });

  const lines = (name: string): number =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8").split("\n").length - 1 : 0;

  it("lets a run end by itself when its container is stopped", async () => {
    const running = start(
      "trap 'sleep 0.3; echo > cleaned; exit 0' TERM; echo > trapped; while :; do sleep 0.05; done",
    );
    await until(() => existsSync(join(folder, "trapped")));
    running.kill("SIGTERM");
    assert.deepEqual(await once(running, "exit"), [0, null]);
    assert.ok(existsSync(join(folder, "cleaned")));
  });

  it("ends at once between two runs", async () => {
    const [shell, ...words] = repeated("clean", ["true"], { every: 1000, within: 1000 }, join(folder, "between"));
    job = spawn(shell!, words, { cwd: folder, stdio: "ignore" });
    await until(() => existsSync(join(folder, "between")));
    job.kill("SIGTERM");
    assert.deepEqual(await once(job, "exit"), [0, null]);
  });

  it("ends a run that takes too long, which has failed", async () => {
    writeFileSync(mark, "");
    start("echo . >> long; exec sleep 1000", 0.2);
    await until(() => !existsSync(mark) && lines("long") > 1);
  });

  it("goes on where it cannot say that it is well", async () => {
    start("echo . >> marked", 1000, join(folder, "nowhere/mark"));
    await until(() => lines("marked") > 2);
  });
});
