/** Dialling a host until it answers. */
import type { Duplex, Readable } from "node:stream";
import { Client, type ConnectConfig } from "ssh2";
import { algorithmsFor, type HostKey, parseHostKey, sameKey } from "./hostKey";
import { type ConnectionSettings, type HopSettings, nameOf } from "./settings";

/**
 * Pause between two attempts, in milliseconds: a host that just starts refuses connections for some tenths of a second.
 */
const pause = 200;
/**
 * What one of `dialErrorLimit` is worth, in seconds. The official provider waits longer from attempt to attempt; ours
 * dials often, so the limit is taken as a time: its default, 10, is a minute.
 */
const secondsPerError = 6;
/** A wrong key is seldom right a moment later, and a host may shut out who tries too often. */
const authenticationPause = 2000;
const authenticationAttempts = 5;
/** A host that went away without a word is noticed after three of these, in milliseconds. */
const keepAlive = 5000;

/** What no further attempt can mend: another host key, or a key of ours that cannot be read. */
class FinalError extends Error {}

/** What dialling tells its caller. */
export interface DialReports {
  /** A remark for the user. */
  readonly warn: (message: string) => void;
}

/**
 * An authenticated connection. Refused, unreachable and silent hosts are dialled again every 200 ms for
 * `dialErrorLimit` × 6 s (0: one attempt; -1: until `signal`), a refused login up to five times.
 *
 * @throws FinalError at once when the host shows another key than `hostKey`, or a key in the settings cannot be read
 * @throws with the last reason when the limit is reached
 */
export async function dial(settings: ConnectionSettings, reports: DialReports, signal?: AbortSignal): Promise<Client> {
  const limit = settings.dialErrorLimit ?? 10;
  const until = limit < 0 ? Infinity : Date.now() + limit * secondsPerError * 1000;
  for (let attempt = 1, refusedLogins = 0; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await attemptBoth(settings, reports);
    } catch (error) {
      const login = (error as { level?: string }).level === "client-authentication";
      if (login) refusedLogins++;
      if (error instanceof FinalError || Date.now() >= until || refusedLogins >= authenticationAttempts) {
        throw error instanceof FinalError
          ? error
          : new Error(
              `cannot reach ${nameOf(settings)}${settings.proxy ? ` through ${nameOf(settings.proxy)}` : ""} ` +
                `after ${attempt} attempt${attempt === 1 ? "" : "s"}: ` +
                `${login ? "the host refuses the login (user, key or password)" : (error as Error).message}`,
            );
      }
      await sleep(login ? authenticationPause : pause, signal);
    }
  }
}

/** One attempt, through the proxy if there is one. */
async function attemptBoth(settings: ConnectionSettings, reports: DialReports): Promise<Client> {
  if (settings.proxy === undefined) return attempt(settings, reports);
  const proxy = await attempt(settings.proxy, reports);
  try {
    const through = await new Promise<Duplex>((ready, failed) =>
      proxy.forwardOut("127.0.0.1", 0, settings.host, settings.port ?? 22, (error, stream) =>
        error ? failed(error) : ready(stream),
      ),
    );
    const client = await attempt(settings, reports, through);
    client.once("close", () => proxy.end());
    return client;
  } catch (error) {
    proxy.end();
    throw error;
  }
}

/** One attempt at one hop. */
async function attempt(hop: HopSettings, reports: DialReports, through?: Duplex): Promise<Client> {
  const timeout = (hop.perDialTimeout ?? 15) * 1000;
  const expected = expectedKey(hop);
  const agent = hop.agentSocketPath ?? process.env.SSH_AUTH_SOCK;
  const config: ConnectConfig = {
    host: hop.host,
    port: hop.port ?? 22,
    username: hop.user ?? "root",
    password: hop.password,
    privateKey: hop.privateKey,
    passphrase: hop.privateKeyPassword,
    tryKeyboard: hop.password !== undefined,
    ...(agent ? { agent } : {}),
    ...(through ? { sock: through as Readable } : {}),
    ...(expected ? { algorithms: { serverHostKey: algorithmsFor(expected) as any } } : {}),
    readyTimeout: timeout === 0 ? 0 : timeout,
    keepaliveInterval: keepAlive,
    keepaliveCountMax: 3,
  };
  return new Promise((ready, failed) => {
    const client = new Client();
    let wrongKey: FinalError | undefined;
    const fail = (error: Error) => {
      client.removeAllListeners();
      client.on("error", () => {});
      client.end();
      client.destroy();
      failed(wrongKey ?? error);
    };
    client.once("ready", () => {
      client.removeAllListeners("error").on("error", () => {
        /* "close" follows and is what the connection listens to */
      });
      if (expected === undefined)
        reports.warn(`${nameOf(hop)}: its host key is not checked, as connection.hostKey is not given`);
      ready(client);
    });
    // An agent that does not answer is no reason to give up: the other ways to log in follow.
    client.on("error", (error: Error & { level?: string }) => {
      if (error.level !== "agent") fail(error);
    });
    client.once("close", () => fail(new Error("the host closed the connection")));
    client.on("keyboard-interactive", (_name, _instructions, _language, prompts, finish) =>
      finish(prompts.map(() => hop.password ?? "")),
    );
    try {
      client.connect({
        ...config,
        hostVerifier: (shown: Buffer) => {
          if (expected === undefined || sameKey(expected, shown)) return true;
          wrongKey = new FinalError(
            `${nameOf(hop)} shows another host key than connection.hostKey: either the host was made anew, ` +
              "or somebody stands between. Nothing was sent to it.",
          );
          return false;
        },
      });
      // A command is a dozen small messages: held back for more to come (Nagle), each costs up to 40 ms.
      client.setNoDelay(true);
    } catch (error) {
      // ssh2 throws here only for settings that it cannot use; its messages hold none of their values.
      fail(new FinalError(`connection to ${nameOf(hop)}: ${(error as Error).message}`));
    }
  });
}

function expectedKey(hop: HopSettings): HostKey | undefined {
  try {
    return hop.hostKey ? parseHostKey(hop.hostKey) : undefined;
  } catch (error) {
    throw new FinalError((error as Error).message);
  }
}

function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resume, stopped) => {
    const stop = () => {
      clearTimeout(timer);
      stopped(signal!.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resume();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
