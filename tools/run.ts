import { spawn } from "node:child_process";

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Written to standard input, which is closed after it. */
  readonly input?: string | Buffer;
  /** Each line of the program's output as it comes. */
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal;
  /** What `signal` sends to the program's process group. Default: SIGTERM. */
  readonly stopWith?: NodeJS.Signals;
  /** Exit statuses that are an answer and not a failure. Default: 0 alone. */
  readonly accept?: readonly number[];
}

export interface RunResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that could not be started, or ended otherwise than accepted. */
export class RunError extends Error {
  constructor(
    readonly program: string,
    readonly status: number | NodeJS.Signals | undefined,
    readonly detail: string,
  ) {
    super(
      `${program} ${status === undefined ? "could not be started" : `ended with ${status}`}: ${detail || "it said nothing"}`,
    );
    this.name = "RunError";
  }
}

/**
 * Runs a program to its end. The error of a failure carries the end of what the program said and never its
 * arguments or input. When `signal` aborts, the program's whole process group is told to end.
 */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    options.signal?.throwIfAborted();
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ["pipe", "pipe", "pipe"],
      detached: options.signal !== undefined,
    });
    const stop = () => child.pid && process.kill(-child.pid, options.stopWith ?? "SIGTERM");
    options.signal?.addEventListener("abort", stop, { once: true });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      if (options.onLine) eachLine(text, options.onLine);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-200_000);
      if (options.onLine) eachLine(text, options.onLine);
    });
    child.stdin.on("error", () => undefined); // a program may end without reading its input
    child.stdin.end(options.input ?? "");
    child.on("error", (error) => reject(new RunError(program, undefined, error.message)));
    child.on("close", (code, killedBy) => {
      options.signal?.removeEventListener("abort", stop);
      if (options.signal?.aborted) return reject(options.signal.reason);
      if (code !== null && (options.accept ?? [0]).includes(code)) return resolve({ status: code, stdout, stderr });
      reject(new RunError(program, code ?? killedBy ?? undefined, lastLines(stderr || stdout)));
    });
  });
}

function eachLine(text: string, onLine: (line: string) => void): void {
  for (const line of text.split("\n")) if (line) onLine(line);
}

/** The end of a program's output: what a person needs to see of it. */
export function lastLines(text: string, lines = 15): string {
  return text.trimEnd().split("\n").slice(-lines).join("\n").trim();
}
