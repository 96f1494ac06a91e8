import { readFileSync } from "node:fs";
import type { Duplex } from "node:stream";
import { parseArgs } from "node:util";
import { Client } from "ssh2";
import { cacheRoot } from "../tools/cacheRoot";
import { imageCatalogue, imageNameIn } from "./catalogue";
import { pushImage } from "./push";

/** What standard input says: which registry, how to reach it, and who asks. */
interface Delivery {
  /** `host:port` as the machine behind `connection` serves it. */
  readonly registry: string;
  readonly connection: {
    readonly host: string;
    readonly user: string;
    readonly privateKey: string;
    readonly hostKey: string;
  };
  readonly credentials: { readonly user: string; readonly password: string };
  /** PEM. */
  readonly authority: string;
}

/**
 * `start.js deliver [--folder FOLDER]… NAME`: builds an image if need be and pushes it into the platform's registry,
 * which no port of the outside leads to: the way is SSH to a machine. Prints `{"digest": "sha256:…"}`.
 */
async function deliver(
  words: string[],
  { registry, connection, credentials, authority }: Delivery,
): Promise<{ digest: string }> {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: { folder: { type: "string", multiple: true } },
  });
  const catalogue = imageCatalogue(values.folder);
  const name = imageNameIn(catalogue, positionals[0] ?? "");
  const client = await reach(connection);
  const connect = (): Promise<Duplex> =>
    new Promise((resolve, reject) => {
      client.forwardOut("127.0.0.1", 0, "127.0.0.1", Number(registry.split(":").at(-1)), (error, channel) =>
        error ? reject(error) : resolve(channel),
      );
    });
  try {
    const { digest } = await pushImage(
      name,
      { registry, credentials, authority, connect, place: connection.host },
      {
        cache: cacheRoot(),
        catalogue,
        onProgress: (line) => process.stderr.write(`${line}\n`),
      },
    );
    return { digest };
  } finally {
    client.end();
  }
}

function reach({ host, user, privateKey, hostKey }: Delivery["connection"]): Promise<Client> {
  const expected = Buffer.from(hostKey.split(" ")[1]!, "base64");
  return new Promise((resolve, reject) => {
    const client = new Client();
    client
      .once("ready", () => resolve(client))
      .once("error", (error) => reject(new Error(`cannot reach ${host} by SSH: ${error.message}`)));
    client.connect({
      host,
      username: user,
      privateKey,
      readyTimeout: 15_000,
      keepaliveInterval: 10_000,
      algorithms: { serverHostKey: ["ssh-ed25519"] },
      hostVerifier: (key: Buffer) => key.equals(expected),
    });
  });
}

deliver(process.argv.slice(2), JSON.parse(readFileSync(0, "utf8")) as Delivery).then(
  (result) => process.stdout.write(JSON.stringify(result)),
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);
