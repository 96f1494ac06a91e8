/** Running a command on this computer. */
import { spawn } from "node:child_process";
import type { CommandOutcome } from "./failure";

/** What to run and with what. */
export interface LocalScript {
  readonly interpreter: readonly string[];
  readonly text: string;
  /** Working directory. Default: the program's. */
  readonly dir?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly stdin: string;
  readonly onOutput?: (stream: "stdout" | "stderr", text: string) => void;
}

const running = new Set<number>();

/** Ends everything that still runs, with what it started. */
export function endLocal(): void {
  for (const group of running)
    try {
      process.kill(-group, "SIGKILL");
    } catch {
      /* it ended already */
    }
}

/** Runs the command; when `signal` aborts, it and what it started are ended (SIGTERM, after 2 s SIGKILL). */
export function runLocal(script: LocalScript, signal: AbortSignal): Promise<CommandOutcome> {
  return new Promise((ended, failed) => {
    const [program, ...args] = script.interpreter;
    // A group of its own, so that its own children can be ended with it.
    const child = spawn(program, [...args, script.text], {
      cwd: script.dir,
      env: { ...process.env, ...script.environment },
      detached: true,
      stdio: "pipe",
    });
    const group = child.pid;
    if (group !== undefined) running.add(group);
    const kill = (how: NodeJS.Signals) => {
      try {
        process.kill(-group!, how);
      } catch {
        /* it ended already */
      }
    };
    const stop = () => {
      kill("SIGTERM");
      setTimeout(() => kill("SIGKILL"), 2000).unref();
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
    const texts = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].on("data", (data: Buffer) => {
        texts[stream].push(data);
        script.onOutput?.(stream, data.toString());
      });
    }
    child.stdin.on("error", () => {
      /* the command does not read it */
    });
    child.stdin.end(script.stdin);
    const leave = () => {
      signal.removeEventListener("abort", stop);
      if (group !== undefined) running.delete(group);
    };
    child.once("error", (error) => {
      leave();
      failed(new Error(`${program} cannot be started: ${error.message}`));
    });
    child.once("close", (code, by) => {
      leave();
      if (signal.aborted) return failed(signal.reason as Error);
      const text = (parts: Buffer[]) => Buffer.concat(parts).toString().replace(/\n$/, "");
      ended({
        stdout: text(texts.stdout),
        stderr: text(texts.stderr),
        code: code ?? undefined,
        signal: by ?? undefined,
      });
    });
  });
}
