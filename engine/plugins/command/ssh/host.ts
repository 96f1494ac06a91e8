/**
 * One host with its kept-open connection: opened at the first use, shared by all commands, opened anew after it broke.
 */
import type { Client, ClientChannel, SFTPWrapper } from "ssh2";
import type { CommandOutcome } from "../failure";
import { bootstrap, firstLine, probe, probeAnswer } from "./bootstrap";
import { type DialReports, dial } from "./dial";
import { type ConnectionSettings, nameOf } from "./settings";

/** sshd's MaxSessions is 10 by default; two are left for what else uses the connection. */
const mostSessions = 8;
/** How often a command that has not started yet is given a new connection. */
const mostStarts = 3;

/** A script to run. */
export interface Script {
  readonly text: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly stdin: string;
  /** Called with what arrives, as it arrives. */
  readonly onOutput?: (stream: "stdout" | "stderr", text: string) => void;
}

interface Kept {
  readonly client: Client;
  readonly posix: Promise<boolean>;
  open: boolean;
}

/** A host as named by its connection settings. */
export class Host {
  private kept: Promise<Kept> | undefined;
  private sessions = 0;
  private readonly closing = new AbortController();
  private readonly queue: (() => void)[] = [];

  constructor(
    readonly settings: ConnectionSettings,
    private readonly reports: DialReports,
  ) {}

  get name(): string {
    return nameOf(this.settings);
  }

  /**
   * Runs the script in the login shell. A connection that breaks before the script started is replaced; one
   * that breaks later is an error, as nobody knows how far the script came.
   */
  async run(script: Script, signal?: AbortSignal): Promise<CommandOutcome> {
    return this.session(signal, async (kept) => {
      const posix = await kept.posix;
      const channel = await open<ClientChannel>(kept, signal, (done) =>
        posix
          ? kept.client.exec(bootstrap, done)
          : // Another kind of shell: as the official provider does it; such variables arrive if the host's AcceptEnv names them.
            kept.client.exec(script.text, { env: { ...script.environment } }, done),
      );
      return () =>
        converse(
          channel,
          posix ? { ...script, stdin: firstLine(script.text, script.environment) + script.stdin } : script,
          this.name,
          signal,
        );
    });
  }

  /** Gives `work` a file transfer session. */
  async files<T>(work: (sftp: SFTPWrapper) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.session(signal, async (kept) => {
      const sftp = await open<SFTPWrapper>(kept, signal, (done) => kept.client.sftp(done));
      return async () => {
        const lost = new Promise<never>((_resolve, failed) => {
          sftp.once("close", () => failed(new Error(`the connection to ${this.name} broke during the transfer`)));
          signal?.addEventListener("abort", () => failed(signal.reason as Error), { once: true });
        });
        lost.catch(() => {
          /* said by the race, if it matters */
        });
        try {
          return await Promise.race([work(sftp), lost]);
        } finally {
          sftp.end();
        }
      };
    });
  }

  /** Closes the connection; what runs on it fails. */
  close(): void {
    this.closing.abort(new Error("the connection was closed"));
    void this.kept?.then(
      (kept) => kept.client.end(),
      () => {
        /* was never open */
      },
    );
  }

  /** Waits for a free session, opens it (anew if the connection is stale), and does what `start` gives back. */
  private async session<T>(
    signal: AbortSignal | undefined,
    start: (kept: Kept) => Promise<() => Promise<T>>,
  ): Promise<T> {
    if (this.sessions >= mostSessions) await new Promise<void>((go) => this.queue.push(go));
    else this.sessions++;
    try {
      for (let i = 1; ; i++) {
        const kept = await this.connection(signal);
        let work: () => Promise<T>;
        try {
          work = await start(kept);
        } catch (error) {
          if (signal?.aborted || i === mostStarts || kept.open) throw error;
          continue;
        }
        return await work();
      }
    } finally {
      const next = this.queue.shift();
      if (next === undefined) this.sessions--;
      else next();
    }
  }

  /** The open connection. Dialling goes on for the others when one command that waits for it is stopped. */
  private async connection(signal?: AbortSignal): Promise<Kept> {
    signal?.throwIfAborted();
    this.kept ??= this.connect().catch((error) => {
      this.kept = undefined;
      throw error;
    });
    if (signal === undefined) return this.kept;
    return new Promise((ready, failed) => {
      const stop = () => failed(signal.reason as Error);
      signal.addEventListener("abort", stop, { once: true });
      this.kept!.then(ready, failed).finally(() => signal.removeEventListener("abort", stop));
    });
  }

  private async connect(): Promise<Kept> {
    const client = await dial(this.settings, this.reports, this.closing.signal);
    const kept: Kept = { client, open: true, posix: isPosix(client) };
    let isSpent = false;
    const spent = (): void => {
      kept.open = false;
      if (!isSpent) this.kept = undefined;
      isSpent = true;
    };
    // A host that has just booted may take a connection and end its first session: nothing was started, so dial again.
    kept.posix.catch(() => {
      spent();
      client.end();
    });
    client.once("close", spent);
    return kept;
  }
}

/** Opens a channel; fails as soon as the connection closes, as the library would wait for ever. */
function open<C>(
  kept: Kept,
  signal: AbortSignal | undefined,
  ask: (done: (error: Error | undefined, channel: C) => void) => void,
): Promise<C> {
  return new Promise((ready, failed) => {
    const lost = () => {
      kept.open = false;
      failed(new Error("the connection closed"));
    };
    const stop = () => failed(signal!.reason as Error);
    const leave = () => {
      kept.client.removeListener("close", lost);
      signal?.removeEventListener("abort", stop);
    };
    kept.client.once("close", lost);
    signal?.addEventListener("abort", stop, { once: true });
    try {
      ask((error, channel) => {
        leave();
        error ? failed(error) : ready(channel);
      });
    } catch (error) {
      // ssh2 throws "Not connected" when the end of the connection has been seen already.
      leave();
      kept.open = false;
      failed(error as Error);
    }
  });
}

/** Whether the login shell can take the bootstrap. */
async function isPosix(client: Client): Promise<boolean> {
  const kept: Kept = { client, open: true, posix: Promise.resolve(false) };
  const channel = await open<ClientChannel>(kept, undefined, (done) => client.exec(probe, done));
  const outcome = await converse(channel, { text: "", environment: {}, stdin: "" }, "");
  return outcome.code === 0 && outcome.stdout === probeAnswer;
}

/** Talks to a started command until it ends. */
function converse(channel: ClientChannel, script: Script, host: string, signal?: AbortSignal): Promise<CommandOutcome> {
  return new Promise((ended, failed) => {
    const texts = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    // Sent as a signal first: closing the channel alone leaves a command without terminal running on the host.
    const stop = () => {
      try {
        channel.signal("TERM");
        channel.close();
      } catch {
        /* closed already */
      }
      failed(signal!.reason as Error);
    };
    const take = (stream: "stdout" | "stderr") => (data: Buffer) => {
      texts[stream].push(data);
      script.onOutput?.(stream, data.toString());
    };
    channel.on("data", take("stdout"));
    channel.stderr.on("data", take("stderr"));
    channel.on("error", () => {
      /* writing to a command that does not read: its exit status says what matters */
    });
    // "exit" may have come before anybody listened; "close" repeats what it said, and says nothing if it never came.
    channel.on("close", (code: number | null | undefined, by?: string) => {
      signal?.removeEventListener("abort", stop);
      if (code === undefined)
        return failed(new Error(`the connection to ${host} broke while the command ran: how far it came is not known`));
      const text = (parts: Buffer[]) => Buffer.concat(parts).toString().replace(/\n$/, "");
      ended({ stdout: text(texts.stdout), stderr: text(texts.stderr), code: code ?? undefined, signal: by });
    });
    signal?.addEventListener("abort", stop, { once: true });
    channel.end(script.stdin);
  });
}
