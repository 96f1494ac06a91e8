import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { signalProcess } from "../../tools/processes";
import { type EngineEvent, type Outcome, OutcomeReducer } from "./events";

/** Ends an operation's stream: what happened, and how it ended. */
export interface Result extends Outcome {
  readonly succeeded: boolean;
  /** Somebody ended it. */
  readonly interrupted?: boolean;
  /** A signal ended it that it cannot answer: it left what it was doing as it was. */
  readonly killed?: boolean;
}

/** How a Pulumi is run whose events are followed. */
export interface PulumiRun {
  readonly program: string;
  readonly args: readonly string[];
  readonly project: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A folder for what it prints; nothing is left in it. */
  readonly folder: string;
  readonly onEvent?: ((event: EngineEvent) => void) | undefined;
  readonly onStart?: ((pid: number) => void) | undefined;
}

/** What a person sends from the keyboard or by leaving, and what systems send. */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs Pulumi and follows its events. Neither a reader that goes away nor the end of this process is in its way: it
 * prints into a file, and is told of an interrupt by this process alone. So it always comes to an end of its own, and
 * writes its state.
 */
export async function operate(operation: PulumiRun): Promise<Result> {
  const { program, args, project, environment, folder, onEvent = () => {}, onStart } = operation;
  const [events, said] = [new Printed(folder), new Printed(folder)];
  let interrupted = false;
  try {
    const child = spawn(program, args, {
      cwd: project,
      env: { ...environment },
      stdio: ["ignore", events.written, said.written],
      detached: true,
    });
    const end = new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) =>
      child.once("error", reject).once("exit", (code, signal) => resolve([code, signal])),
    );
    const interrupt = (): void => {
      interrupted = true;
      if (child.pid) signalProcess(-child.pid, "SIGINT");
    };
    for (const signal of signals) process.on(signal, interrupt);
    process.on("exit", interrupt);
    const lines = new Events(onEvent);
    const following = setInterval(() => lines.take(events.next()), 100);
    try {
      if (child.pid) onStart?.(child.pid);
      const [code, signal] = await end;
      lines.take(events.next());
      lines.end();
      return result(lines, { code, signal, interrupted, stderr: said.next().slice(-20_000).trim() });
    } finally {
      clearInterval(following);
      for (const each of signals) process.off(each, interrupt);
      process.off("exit", interrupt);
    }
  } finally {
    events.close();
    said.close();
  }
}

/** How a Pulumi ended. */
interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly interrupted: boolean;
  readonly stderr: string;
}

function result(lines: Events, { code, signal, interrupted, stderr }: Ended): Result {
  const { outcome, broken } = lines;
  const errors = [
    ...(signal === null
      ? []
      : [`Pulumi was ended by ${signal}${signal === "SIGKILL" ? ", as a computer does without memory" : ""}`]),
    ...outcome.errors,
    ...broken.map((line) => `Pulumi printed what is no event: ${line.slice(0, 200)}`),
  ];
  const succeeded = code === 0 && broken.length === 0;
  if (!succeeded && errors.length === 0) errors.push(stderr || `Pulumi ended with ${code}, and said nothing`);
  return {
    ...outcome,
    errors,
    succeeded,
    ...(interrupted && !succeeded ? { interrupted } : {}),
    ...(signal ? { killed: true } : {}),
  };
}

/** The events in what Pulumi prints, line by line. A line that was cut off is none. */
class Events {
  readonly #reducer = new OutcomeReducer();
  readonly broken: string[] = [];
  #rest = "";

  constructor(private readonly onEvent: (event: EngineEvent) => void) {}

  take(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop()!;
    for (const line of lines) this.#line(line);
  }

  end(): void {
    this.#line(this.#rest);
    this.#rest = "";
  }

  get outcome(): Outcome {
    return this.#reducer.outcome;
  }

  #line(line: string): void {
    if (!line.startsWith("{")) return;
    let event: EngineEvent;
    try {
      event = JSON.parse(line) as EngineEvent;
    } catch {
      this.broken.push(line);
      return;
    }
    this.#reducer.add(event);
    this.onEvent(event);
  }
}

/** A file without a name, into which a program prints, read as it grows. */
class Printed {
  readonly written: number;
  readonly #read: number;
  readonly #decoder = new StringDecoder("utf8");

  constructor(folder: string) {
    const own = mkdtempSync(join(folder, "operation-"));
    const file = join(own, "printed");
    this.written = openSync(file, "a", 0o600);
    this.#read = openSync(file, "r");
    rmSync(own, { recursive: true });
  }

  /** What was printed since it was asked last. */
  next(): string {
    const part = Buffer.alloc(1 << 16);
    let text = "";
    for (let size = readSync(this.#read, part); size > 0; size = readSync(this.#read, part))
      text += this.#decoder.write(part.subarray(0, size));
    return text;
  }

  close(): void {
    closeSync(this.written);
    closeSync(this.#read);
  }
}
