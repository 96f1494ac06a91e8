import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import execa from "execa";
import { isReviewed, type ReviewedResource } from "../../model/review/facts";
import type { State, StateResource } from "../../model/state";
import { currentSummary, type StackCredentials, type StackSummary } from "../../model/summary";
import { root } from "../clone";
import type { Workspace } from "../workspace";
import { type EngineEvent, type Outcome, OutcomeReducer } from "./events";
import { removeHalfWritten } from "./halfWritten";
import { ensureIdentity } from "./identity";
import { describeLocks, isStale, locksIn } from "./locks";

/** Ends an operation's stream: what happened, and Pulumi's exit status. */
export interface Result extends Outcome {
  readonly succeeded: boolean;
}

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

  /** Whether the stack is there; any backend is asked. */
  async isThere(): Promise<boolean> {
    return this.#files === undefined ? this.#select() : this.isKnown;
  }

  async #select(...options: readonly string[]): Promise<boolean> {
    const { exitCode, stderr } = await this.#pulumi(["stack", "select", ...options, this.workspace.name], {
      reject: false,
    });
    if (exitCode !== 0 && !stderr.includes("no stack named"))
      throw new Error(`Pulumi could not open the stack:\n${stderr}`);
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
    const { stdout, exitCode } = await this.#pulumi(
      ["stack", "output", "ruche", "--json", "--stack", this.workspace.name],
      { reject: false },
    );
    return exitCode === 0 ? currentSummary(JSON.parse(stdout) as StackSummary) : undefined;
  }

  /** What a review looks at in the last update; nothing before the first one. */
  async reviewed(): Promise<ReviewedResource[]> {
    return (await this.resources())
      .filter(({ type }) => isReviewed(type))
      .map(({ urn, type, parent, inputs }) => ({ urn, type, parent, inputs }));
  }

  /** What people need to log in. */
  async credentials(): Promise<StackCredentials | undefined> {
    const { stdout, exitCode } = await this.#pulumi(
      ["stack", "output", "credentials", "--show-secrets", "--json", "--stack", this.workspace.name],
      { reject: false },
    );
    return exitCode === 0 ? (JSON.parse(stdout) as StackCredentials) : undefined;
  }

  /** Writes a secret into the stack's file, encrypted; the value goes by standard input. */
  async setSecret(key: string, value: string): Promise<void> {
    await this.#pulumi(["config", "set", "--secret", key, "--stack", this.workspace.name], { input: value });
  }

  /** All resources of the state; none before the first update. A backend of files is read without a process. */
  async resources(): Promise<readonly StateResource[]> {
    return this.#resources ?? (this.isKnown ? ((await this.export()).deployment.resources ?? []) : []);
  }

  /** The state as Pulumi exports it. A backend of files is read without a process. */
  async export(): Promise<State> {
    const { version, checkpoint } = this.#checkpoint ?? {};
    if (version !== undefined && checkpoint?.latest) return { version, deployment: checkpoint.latest };
    return JSON.parse((await this.#pulumi(["stack", "export", "--stack", this.workspace.name])).stdout) as State;
  }

  /** Puts an exported state back. */
  async import(state: unknown): Promise<void> {
    const { errors } = await this.#alone(async () => {
      const { exitCode, stderr } = await this.#pulumi(["stack", "import", "--stack", this.workspace.name], {
        input: JSON.stringify(state),
        reject: false,
      });
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
  }

  /** Whether the backend knows the stack; only a backend of files is asked, and without a process. */
  get isKnown(): boolean {
    return this.#stateFile === undefined || existsSync(this.#stateFile);
  }

  get #policies(): string[] {
    return ["--policy-pack", join(root, "policies")];
  }

  /** Of the last update, read from a backend of files; undefined with any other, and before the first update. */
  get #resources(): readonly StateResource[] | undefined {
    const known = this.#checkpoint;
    return known && (known.checkpoint.latest?.resources ?? []);
  }

  get #checkpoint():
    | { readonly version: number; readonly checkpoint: { readonly latest?: State["deployment"] } }
    | undefined {
    if (this.#stateFile === undefined || !existsSync(this.#stateFile)) return undefined;
    return JSON.parse(readFileSync(this.#stateFile, "utf8")) as ReturnType<typeof JSON.parse>;
  }

  get #stateFile(): string | undefined {
    return this.#files && join(this.#files, "stacks", "ruche", `${this.workspace.name}.json`);
  }

  get #files(): string | undefined {
    const url = this.variables.PULUMI_BACKEND_URL ?? process.env.PULUMI_BACKEND_URL ?? "";
    return url.startsWith("file://") ? join(url.slice("file://".length), ".pulumi") : undefined;
  }

  /**
   * A process of this computer that was killed leaves its lock behind: it is taken away. Any other one is respected.
   */
  async #alone<Ended extends { readonly errors: readonly string[] }>(work: () => Promise<Ended>): Promise<Ended> {
    const result = await work();
    const locks = locksIn(result.errors);
    if (locks.length === 0) return result;
    if (!locks.every((lock) => isStale(lock)))
      return { ...result, errors: [describeLocks(this.workspace.name, locks)] };
    await this.#pulumi(["cancel", "--yes", "--stack", this.workspace.name]);
    return work();
  }

  #pulumi(args: readonly string[], options: execa.Options = {}): execa.ExecaChildProcess {
    return execa("pulumi", [...args, "--non-interactive"], {
      cwd: this.workspace.project,
      env: this.variables,
      ...options,
    });
  }

  async #stream(args: readonly string[], onEvent: (event: EngineEvent) => void = () => {}): Promise<Result> {
    const child = spawn("pulumi", [...args, "--json", "--non-interactive", "--stack", this.workspace.name], {
      cwd: this.workspace.project,
      env: { ...process.env, ...this.variables, PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true, // an interrupt from the keyboard comes through us, once
    });
    const interrupt = (): void => {
      if (child.pid) process.kill(-child.pid, "SIGINT");
    };
    process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
    try {
      const reducer = new OutcomeReducer();
      let stderr = "";
      child.stderr.on("data", (data: Buffer) => {
        stderr = (stderr + data.toString()).slice(-20_000);
      });
      const lines = createInterface({ input: child.stdout });
      lines.on("line", (line) => {
        if (!line.startsWith("{")) return;
        const event = JSON.parse(line) as EngineEvent;
        reducer.add(event);
        onEvent(event);
      });
      const [code] = await Promise.all([
        new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve)),
        new Promise((resolve) => lines.once("close", resolve)),
      ]);
      const outcome = reducer.outcome;
      const errors = code !== 0 && outcome.errors.length === 0 && stderr ? [stderr.trim()] : outcome.errors;
      return { ...outcome, errors, succeeded: code === 0 };
    } finally {
      process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
    }
  }
}

const exclude = (urns: readonly string[]): string[] => urns.flatMap((urn) => ["--exclude", urn]);
