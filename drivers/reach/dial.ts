import { timingSafeEqual } from "node:crypto";
import type { Duplex, Readable } from "node:stream";
import type { Client } from "ssh2";
import { MachineFailure } from "./failure";

/** One step on the way to a machine. */
export interface Hop {
  readonly host: string;
  /** Usually 22. */
  readonly port: number;
  readonly user: string;
  /** `ssh-ed25519 AAAA…` */
  readonly hostKey: string;
}

/** The way to a machine. */
export interface MachineWay extends Hop {
  /** Name of the machine. */
  readonly name: string;
  /** The way leads through this host; null if the machine is reached directly. */
  readonly jump: Hop | null;
  /** Text of the private key. */
  readonly privateKey: string;
}

/** Seconds in which a machine that is there has answered. */
const patience = 5;

/** A machine that went away without a word is noticed after three of these, in milliseconds. */
const keepAlive = 5_000;

/**
 * An authenticated connection; one attempt.
 *
 * @throws MachineFailure
 */
export async function dial(way: MachineWay): Promise<Client> {
  if (way.jump === null) return connect(way, way);
  const jump = await connect(way, way.jump);
  try {
    const through = await new Promise<Duplex>((ready, failed) =>
      jump.forwardOut("127.0.0.1", 0, way.host, way.port, (error, stream) => (error ? failed(error) : ready(stream))),
    ).catch((error: Error) => {
      throw new MachineFailure(way.name, "unreachable", `${way.jump!.host} does not reach it: ${error.message}`);
    });
    const client = await connect(way, way, through);
    client.once("close", () => jump.end());
    return client;
  } catch (error) {
    jump.end();
    throw error;
  }
}

/** One hop: connects, compares the host key, logs in. */
async function connect({ name, privateKey }: MachineWay, hop: Hop, through?: Duplex): Promise<Client> {
  // Loaded when the first machine is asked: commands that ask none start faster.
  const { Client } = await import("ssh2");
  const [type = "", data = ""] = hop.hostKey.trim().split(/\s+/);
  const expected = Buffer.from(data, "base64");
  return new Promise((ready, failed) => {
    const client = new Client();
    let strange = false;
    const fail = (error: Error & { level?: string }): void => {
      client.removeAllListeners().on("error", () => {});
      client.destroy();
      failed(strange ? strangeKey(name, hop) : unanswered(name, hop, error));
    };
    client
      .once("ready", () => {
        client.removeAllListeners().on("error", () => {}); // "close" follows, and is what sessions listen to
        ready(client);
      })
      .on("error", fail)
      .once("close", () => fail(new Error("it closed the connection")))
      .connect({
        host: hop.host,
        port: hop.port,
        username: hop.user,
        privateKey,
        ...(through ? { sock: through as Readable } : {}),
        algorithms: { serverHostKey: algorithmsFor(type) as never },
        hostVerifier: (shown: Buffer) => {
          strange = shown.length !== expected.length || !timingSafeEqual(shown, expected);
          return !strange;
        },
        readyTimeout: patience * 1000,
        keepaliveInterval: keepAlive,
        keepaliveCountMax: 3,
      });
    client.setNoDelay(true);
  });
}

/** A host with keys of several types shows the one that is expected. An RSA key is used with SHA-2 signatures first. */
const algorithmsFor = (type: string): string[] =>
  type === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"] : [type];

const strangeKey = (name: string, { host }: Hop): MachineFailure =>
  new MachineFailure(
    name,
    "hostKey",
    `${host} shows another host key than the declared one: it was made anew, or somebody stands between. Nothing was sent to it.`,
  );

function unanswered(name: string, { host, port }: Hop, error: Error & { level?: string }): MachineFailure {
  if (error.level === "client-authentication") return new MachineFailure(name, "login", `${host} refuses the key`);
  // A server without a key of the declared type has nothing that could be compared.
  if (/no matching host key/i.test(error.message))
    return new MachineFailure(name, "hostKey", `${host} has no host key of the declared type`);
  return new MachineFailure(name, "unreachable", `${host} does not answer by SSH on port ${port}: ${error.message}`);
}
