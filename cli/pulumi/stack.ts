import { existsSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import execa from "execa";
import { isReviewed, type ReviewedResource } from "../../model/review/facts";
import type { State, StateResource } from "../../model/state";
import { currentSummary, type StackCredentials, type StackSummary } from "../../model/summary";
import { root } from "../clone";
import { filesOf, removeHistory } from "../environment/stateFolder";
import { Refusal } from "../failure";
import type { Workspace } from "../workspace";
import type { EngineEvent } from "./events";
import { removeHalfWritten } from "./halfWritten";
import { ensureIdentity } from "./identity";
import { describeLocks, forgetProcess, isStale, locksIn, notedProcesses, noteProcess } from "./locks";
import { operate, type Result } from "./operation";
import { type Checkpoint, readCheckpoint, refuseWithoutRoom, stateFile } from "./stateFile";
import { words } from "./words";

export type { Result } from "./operation";

/** The Pulumi stack of an environment. */
export class Stack {
  /** Environment of every Pulumi process. */
  readonly variables: Readonly<Record<string, string>>;

  constructor(
    private readonly workspace: Workspace,
    engine: Readonly<Record<string, string>>,
  ) {
    this.variables = { ...engine, ...workspace.variables };
    if (this.#files === undefined) return;
    for (const folder of [join("stacks", "ruche"), join("locks", "organization", "ruche", workspace.name)])
      removeHalfWritten(join(this.#files, folder));
  }

  /** Makes the stack if it is not there. */
  async ensure(): Promise<void> {
    if (this.#files === undefined || !this.isKnown) await this.#select("--create");
  }

  /** Works with the stack; one that was not there is made for the work, and goes with it, and so does its folder. */
  async lent<T>(work: () => Promise<T>): Promise<T> {
    const there = await this.isThere();
    if (!there) await this.ensure();
    try {
      return await work();
    } finally {
      // Refused by Pulumi where somebody began to use it meanwhile.
      if (!there) await this.remove().catch(() => {});
      const { fresh, directory } = this.workspace;
      if (fresh && this.#files && !this.isKnown) rmSync(directory, { recursive: true, force: true });
    }
  }

  /** Whether the stack is there; any backend is asked. */
  async isThere(): Promise<boolean> {
    return this.#files === undefined ? this.#select() : this.isKnown;
  }

  async #select(...options: readonly string[]): Promise<boolean> {
    const { exitCode, stderr } = await this.#pulumi(["stack", "select", ...options, this.workspace.name], {
      reject: false,
    });
    if (exitCode !== 0 && !isMissing(stderr)) throw this.#unread(stderr);
    return exitCode === 0;
  }

  preview(onEvent?: (event: EngineEvent) => void, without: readonly string[] = []): Promise<Result> {
    return this.#stream(["preview", ...this.#policies, ...exclude(without)], onEvent);
  }

  /** @param without - Patterns of URNs that stay as they are. */
  up(onEvent?: (event: EngineEvent) => void, without: readonly string[] = []): Promise<Result> {
    return this.#alone(() =>
      this.#stream(["up", "--yes", "--skip-preview", ...this.#policies, ...exclude(without)], onEvent),
    );
  }

  destroy(onEvent?: (event: EngineEvent) => void): Promise<Result> {
    return this.#alone(() => this.#stream(["destroy", "--yes", "--skip-preview"], onEvent));
  }

  /**
   * The summary of the last update; nothing before the first one. A backend of files is read without a process. Then
   * `ssh` finds its key.
   */
  async summary(): Promise<StackSummary | undefined> {
    const summary = await this.#summary();
    if (summary) await ensureIdentity(summary.identityFile, async () => (await this.credentials())?.seed);
    return summary;
  }

  async #summary(): Promise<StackSummary | undefined> {
    const resources = this.#resources;
    if (resources !== undefined) {
      const written = resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs?.ruche;
      return written === undefined ? undefined : currentSummary(written as StackSummary);
    }
    const written = await this.#output("ruche");
    return written === undefined ? undefined : currentSummary(written as StackSummary);
  }

  /** An output of the last update; undefined if there is none. @throws Refusal if nobody can say. */
  async #output(name: string, ...options: readonly string[]): Promise<unknown> {
    const { stdout, stderr, exitCode } = await this.#pulumi(
      ["stack", "output", name, ...options, "--json", "--stack", this.workspace.name],
      { reject: false },
    );
    if (exitCode === 0) return JSON.parse(stdout) as unknown;
    if (isMissing(stderr) || stderr.includes("does not have output property")) return undefined;
    throw this.#unread(stderr);
  }

  #unread(stderr: string): Refusal {
    return new Refusal(`The state of ${this.workspace.name} cannot be read.\n${words(stderr, this.workspace.name)}`);
  }

  /** What a review looks at in the last update; nothing before the first one. */
  async reviewed(): Promise<ReviewedResource[]> {
    return (await this.resources())
      .filter(({ type }) => isReviewed(type))
      .map(({ urn, type, parent, inputs }) => ({ urn, type, parent, inputs }));
  }

  /** What people need to log in. */
  async credentials(): Promise<StackCredentials | undefined> {
    return (await this.#output("credentials", "--show-secrets")) as StackCredentials | undefined;
  }

  /** Writes a secret into the stack's file, encrypted; the value goes by standard input. */
  async setSecret(key: string, value: string): Promise<void> {
    await this.#pulumi(["config", "set", "--secret", key, "--stack", this.workspace.name], { input: value });
  }

  /** Reads a value of the stack's file. @throws Refusal if it cannot be decrypted. */
  async configured(key: string): Promise<string> {
    const { stdout, stderr, exitCode } = await this.#pulumi(["config", "get", key, "--stack", this.workspace.name], {
      reject: false,
    });
    if (exitCode !== 0) throw this.#unread(stderr);
    return stdout;
  }

  /** All resources of the state; none before the first update. A backend of files is read without a process. */
  async resources(): Promise<readonly StateResource[]> {
    return (await this.state())?.deployment.resources ?? [];
  }

  /** The state; undefined before the first update. A backend of files is read without a process. */
  async state(): Promise<State | undefined> {
    return this.isKnown ? this.#exported() : undefined;
  }

  /** The state as Pulumi exports it. @throws Refusal if there is none. */
  async export(): Promise<State> {
    const state = await this.#exported();
    if (state === undefined) throw new Refusal(`There is no state of ${this.workspace.name}`);
    return state;
  }

  async #exported(): Promise<State | undefined> {
    const { version, checkpoint } = this.#checkpoint ?? {};
    if (version !== undefined && checkpoint?.latest) return { version, deployment: checkpoint.latest };
    const { stdout, stderr, exitCode } = await this.#pulumi(["stack", "export", "--stack", this.workspace.name], {
      reject: false,
    });
    if (exitCode === 0) return JSON.parse(stdout) as State;
    if (isMissing(stderr)) return undefined;
    throw this.#unread(stderr);
  }

  /** Puts an exported state back. */
  async import(state: unknown): Promise<void> {
    const { errors } = await this.#alone(async () => {
      const importing = this.#pulumi(["stack", "import", "--stack", this.workspace.name], {
        input: JSON.stringify(state),
        reject: false,
      });
      const { exitCode, stderr } = await this.#noted(importing.pid, importing);
      return { errors: exitCode === 0 ? [] : [stderr] };
    });
    if (errors.length > 0) throw new Error(errors.join("\n"));
  }

  /** Forgets the stack; refused by Pulumi while it has resources, unless they are somebody else's by now. */
  async remove({ evenWithResources = false } = {}): Promise<void> {
    await this.#pulumi([
      "stack",
      "rm",
      "--yes",
      "--preserve-config",
      ...(evenWithResources ? ["--force"] : []),
      this.workspace.name,
    ]);
    if (this.#files) removeHistory(dirname(this.#files), this.workspace.name);
  }

  /** Whether the backend knows the stack; only a backend of files is asked, and without a process. */
  get isKnown(): boolean {
    return this.#stateFile === undefined || existsSync(this.#stateFile);
  }

  /** From where Pulumi runs: it takes a list, in which commas and quotes of a clone's path would mean something. */
  get #policies(): string[] {
    return ["--policy-pack", relative(this.workspace.project, join(root, "policies"))];
  }

  /** Of the last update, read from a backend of files; undefined with any other, and before the first update. */
  get #resources(): readonly StateResource[] | undefined {
    const known = this.#checkpoint;
    return known && (known.checkpoint.latest?.resources ?? []);
  }

  get #checkpoint(): Checkpoint | undefined {
    return this.#files === undefined ? undefined : readCheckpoint(this.#files, this.workspace.name);
  }

  /** File of the state; undefined where a server has it. */
  get file(): string | undefined {
    return this.#stateFile;
  }

  get #stateFile(): string | undefined {
    return this.#files && stateFile(this.#files, this.workspace.name);
  }

  get #files(): string | undefined {
    return filesOf(this.variables.PULUMI_BACKEND_URL ?? process.env.PULUMI_BACKEND_URL ?? "");
  }

  /** A process of this clone that was killed leaves its lock behind: it is taken away. Any other one is respected. */
  async #alone<Ended extends { readonly errors: readonly string[] }>(work: () => Promise<Ended>): Promise<Ended> {
    if (this.#files) refuseWithoutRoom(this.#files, this.workspace.name);
    const result = await work();
    const locks = locksIn(result.errors);
    if (locks.length === 0) return result;
    const noted = notedProcesses(this.workspace.directory);
    if (!locks.every((lock) => isStale(lock, noted)))
      return { ...result, errors: [describeLocks(this.workspace.name, locks)] };
    await this.#pulumi(["cancel", "--yes", "--stack", this.workspace.name]);
    for (const { pid } of locks) forgetProcess(this.workspace.directory, pid);
    return work();
  }

  /** Runs a Pulumi that may lock the stack: it is known again if nobody sees it end. */
  async #noted<Ended>(pid: number | undefined, end: Promise<Ended>): Promise<Ended> {
    if (pid !== undefined) noteProcess(this.workspace.directory, pid);
    const ended = await end;
    if (pid !== undefined) forgetProcess(this.workspace.directory, pid);
    return ended;
  }

  #pulumi(args: readonly string[], options: execa.Options = {}): execa.ExecaChildProcess {
    return execa("pulumi", [...args, "--non-interactive"], {
      cwd: this.workspace.project,
      env: this.variables,
      ...options,
    });
  }

  async #stream(args: readonly string[], onEvent?: (event: EngineEvent) => void): Promise<Result> {
    const { directory, project, name } = this.workspace;
    let own: number | undefined;
    const result = await operate({
      program: "pulumi",
      args: [...args, "--json", "--non-interactive", "--stack", name],
      project,
      environment: { ...process.env, ...this.variables, PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" },
      folder: directory,
      onEvent,
      onStart: (pid) => {
        own = pid;
        noteProcess(directory, pid);
      },
    });
    // One that was killed could not let its lock go.
    if (own !== undefined && !result.killed) forgetProcess(directory, own);
    return { ...result, errors: result.errors.map((error) => words(error, name)) };
  }
}

/** Whether Pulumi says that there is nothing; any other failure says that nobody could look. */
const isMissing = (stderr: string): boolean => /no stack named|no previous deployment/.test(stderr);

const exclude = (urns: readonly string[]): string[] => urns.flatMap((urn) => ["--exclude", urn]);
