import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type PythonProgram, repository, runner } from "../../../components/backup/programs";
import type { PythonModule } from "../../../components/contracts/orchestrator";
import { swarmModule } from "../../../components/orchestrators/swarm/module";
import { type BackupPlan, backupPlan } from "../../../model/backup/plan";
import { containerOf, databaseOf } from "./declared";

/** What a program printed, and how it ended. */
export interface Ended {
  readonly status: number | null;
  readonly printed: string;
  readonly said: string;
}

/** A call of another program. */
export interface Call {
  readonly program: string;
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** What the machines remember of a service's backups. */
export interface State {
  readonly since?: number;
  readonly times?: readonly number[];
  readonly last?: {
    readonly run: string;
    readonly at: number;
    readonly seconds: number;
    readonly bytes: number;
    readonly machine: string;
  };
  readonly failure?: { readonly at: number; readonly times: number; readonly why?: string; readonly machine?: string };
  readonly warned?: number;
  readonly repositories?: Readonly<Record<string, Pick<State, "times" | "failure">>>;
}

const hour = 3_600;
const fakes = join(__dirname, "fakes");
const stands: Readonly<Record<string, string>> = {
  restic: "restic.py",
  docker: "docker.py",
  mv: "passing.sh",
  rm: "passing.sh",
  du: "passing.sh",
  chown: "passing.sh",
  logger: "noted.sh",
  rclone: "noted.sh",
};

/** The key by which machines know what was declared. */
const signing = "of this platform";

export const now = (): number => Math.floor(Date.now() / 1000);

/** A machine in a folder: the whole programs, and stand-ins of a few lines for restic, Docker and the volume. */
export class FakeMachine {
  readonly folder = mkdtempSync(join(tmpdir(), "ruche-backup-"));
  readonly volume = join(this.folder, "DATA");
  readonly shared = "DATA/.ruche/backup";
  readonly #made = now();
  /** Milliseconds after which a program hangs. */
  protected readonly patience: number = 30_000;

  constructor() {
    for (const part of ["services", "locks", "state", "restore"])
      mkdirSync(join(this.folder, this.shared, part), { recursive: true });
    for (const place of ["run/lock", "hooks", "containers", "networks/data/mariadb", "bin", "tmp"])
      mkdirSync(join(this.folder, place), { recursive: true });
    for (const [name, file] of Object.entries(stands)) symlinkSync(join(fakes, file), join(this.folder, "bin", name));
    this.write("calls", "");
    this.write(
      "etc/ruche/backup/settings",
      `environment=lab shared=${join(this.folder, this.shared)} cluster=swarm network=data\n`,
    );
    this.write("etc/ruche/backup/databases/mariadb", "of the backup");
    this.write("etc/ruche/backup/signing", signing);
    this.repository("cellar");
    this.install(runner, swarmModule());
    this.install(repository);
  }

  /** Puts a program where it lies on a machine. */
  install(program: PythonProgram, ...more: readonly PythonModule[]): void {
    for (const { path, content, mode } of program.files(...more))
      this.write(path, content, Number.parseInt(mode ?? "644", 8));
  }

  /** A repository to back up to; `connect` is what a connection to it does. */
  repository(name: string, connect = "exit 0"): void {
    const here = `etc/ruche/backup/repositories/${name}`;
    this.write(`${here}/password`, "of the repository");
    this.write(`${here}/connect`, `#!/bin/bash\n${connect}\n`, 0o755);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, content: string, mode = 0o644): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    // What is declared is signed.
    const declares = name.startsWith(`${this.shared}/services/`) && content.endsWith("}");
    const signed = declares ? `${content}\n${createHmac("sha256", signing).update(content).digest("hex")}\n` : content;
    writeFileSync(this.path(name), signed, { mode });
  }

  read(name: string): string {
    return readFileSync(this.path(name), "utf8");
  }

  has(name: string): boolean {
    return existsSync(this.path(name));
  }

  json<T>(name: string): T {
    return JSON.parse(this.read(name).split("\n")[0]!) as T;
  }

  list(name: string): string[] {
    return this.has(name) ? readdirSync(this.path(name)).sort() : [];
  }

  /** Runs before each call of a program, with its words; a status that is not 0 is the call's. */
  hook(program: string, script: string): void {
    this.write(`hooks/${program}`, script);
  }

  unhook(program: string): void {
    rmSync(this.path(`hooks/${program}`));
  }

  /** The calls of a program so far. */
  calls(program: string, verb?: string): Call[] {
    return this.read("calls")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Call)
      .filter((call) => call.program === program && (verb === undefined || call.words.includes(verb)));
  }

  forgetCalls(): void {
    this.write("calls", "");
  }

  get environment(): NodeJS.ProcessEnv {
    return { PATH: `${this.path("bin")}:/usr/bin:/bin`, RUCHE_ROOT: this.folder, TMPDIR: this.path("tmp") };
  }

  private command(program: PythonProgram): string {
    return this.path(program.path);
  }

  /** Runs the program that backs up. */
  run(words: string, input = ""): Ended {
    return this.ended(runner, words, input);
  }

  /** Runs the program of a repository's machine. */
  keep(words: string, environment: NodeJS.ProcessEnv = {}): Ended {
    return this.ended(repository, words, "", environment);
  }

  private ended(program: PythonProgram, words: string, input: string, environment: NodeJS.ProcessEnv = {}): Ended {
    const { status, stdout, stderr } = spawnSync(this.command(program), words.split(" ").filter(Boolean), {
      encoding: "utf8",
      input,
      env: { ...this.environment, ...environment },
      timeout: this.patience,
    });
    return { status, printed: stdout, said: stderr };
  }

  /** Starts the program that backs up, in a process group of its own. */
  start(words: string, input = ""): ChildProcess {
    this.write("input", input);
    return spawn(this.command(runner), words.split(" "), {
      env: this.environment,
      detached: true,
      stdio: [openSync(this.path("input"), "r"), "ignore", "ignore"],
    });
  }

  /** Runs it, and asserts that it ended well. */
  well(words: string, input = ""): string {
    const { status, printed, said } = this.run(words, input);
    assert.deepEqual([status, said], [0, ""]);
    return printed;
  }

  /** What is remembered of a service's backups. */
  state(service = "wiki"): State {
    return this.has(`${this.shared}/state/${service}.json`)
      ? this.json<State>(`${this.shared}/state/${service}.json`)
      : {};
  }

  remember(state: State, service = "wiki"): void {
    this.write(`${this.shared}/state/${service}.json`, JSON.stringify(state));
  }

  get journal(): string {
    return `${this.shared}/restore/wiki.json`;
  }

  /** A plan whose slot began an hour ago, so that no other one begins while a test runs. */
  plan(service = "wiki"): BackupPlan {
    const goals = { rpoSeconds: 6 * hour, keepSeconds: 180 * hour };
    const plan = backupPlan({ environment: "lab", service, items: [{ kind: "files" }], goals });
    return { ...plan, offsetSeconds: (this.#made - hour) % plan.intervalSeconds };
  }

  /** Where a service's files lie, and what they hold. */
  get files(): string {
    return "DATA/services/wiki/storage";
  }

  /** Declares a service that runs, with files and, where it is wanted, a database. */
  declare({ service = "wiki", database = false, ...others } = {}): void {
    const files = `DATA/services/${service}/storage`;
    if (!this.has(files)) this.write(`${files}/page`, "as it was");
    if (database && !this.has(`networks/data/mariadb/${service}`))
      this.write(`networks/data/mariadb/${service}`, "-- made now\nrow one\nrow two\n");
    this.write(`cluster/${service}.json`, JSON.stringify({ replicas: 2, looks: 0, lingers: 2 }));
    const items = [
      ...(database ? [databaseOf(service)] : []),
      { kind: "files", path: this.path(files), target: "/storage" },
    ];
    this.write(
      `${this.shared}/services/${service}.json`,
      JSON.stringify({
        environment: "lab",
        service,
        kind: "dokuwiki",
        softwareVersion: "1",
        image: "registry/wiki:1",
        plan: this.plan(service),
        items,
        containers: [containerOf(service)],
        port: 8080,
        ready: "/health",
        within: 30,
        ...others,
      }),
    );
  }

  /** What a restore gets by standard input. */
  given(more: object = {}): string {
    const mariadb = { administrator: "of the administrator", statements: "GRANT;" };
    return JSON.stringify({ databases: { mariadb }, secrets: { key: "of the wiki" }, safety: false, ...more });
  }

  /** Whether a service's lock can be had. */
  flock(service: string): boolean {
    return spawnSync("flock", ["-n", this.path(`${this.shared}/locks/${service}`), "true"]).status === 0;
  }

  end(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
