import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "ssh2";
import { buildImage } from "./build";
import { cacheRoot } from "./cacheRoot";
import { imageName } from "./catalogue";
import { pushImage } from "./push";

/** What standard input says: which registry, how to reach it, and who asks. */
interface Delivery {
  /** `host:port` as the machine behind `connection` serves it. */
  readonly registry: string;
  readonly connection: { readonly host: string; readonly user: string; readonly privateKey: string; readonly hostKey: string };
  readonly credentials: { readonly user: string; readonly password: string };
  /** PEM. */
  readonly authority: string;
}

/**
 * `deliver.ts NAME`: builds an image if need be and pushes it into the platform's registry, which no port of the
 * outside leads to: the way is SSH to a machine. Prints `{"digest": "sha256:…"}`.
 */
async function deliver(name: string, { registry, connection, credentials, authority }: Delivery): Promise<{ digest: string }> {
  const image = await buildImage(imageName(name), { cache: cacheRoot(), onProgress: (line) => process.stderr.write(`${line}\n`) });
  const client = await connect(connection);
  const folder = mkdtempSync(join(tmpdir(), "ruche-deliver-"));
  try {
    const caFile = join(folder, "authority.pem");
    writeFileSync(caFile, authority);
    const port = await tunnel(client, Number(registry.split(":").at(-1)));
    const { digest } = await pushImage(image, { registry: `127.0.0.1:${port}`, credentials, caFile });
    return { digest };
  } finally {
    client.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

function connect({ host, user, privateKey, hostKey }: Delivery["connection"]): Promise<Client> {
  const expected = Buffer.from(hostKey.split(" ")[1]!, "base64");
  return new Promise((resolve, reject) => {
    const client = new Client();
    client.once("ready", () => resolve(client)).once("error", (error) => reject(new Error(`cannot reach ${host} by SSH: ${error.message}`)));
    client.connect({ host, username: user, privateKey, readyTimeout: 15_000, keepaliveInterval: 10_000, algorithms: { serverHostKey: ["ssh-ed25519"] }, hostVerifier: (key: Buffer) => key.equals(expected) });
  });
}

/** A port of this computer that leads to one of the machine's own. */
function tunnel(client: Client, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      client.forwardOut("127.0.0.1", 0, "127.0.0.1", port, (error, channel) => {
        if (error) { socket.destroy(error); return; }
        socket.pipe(channel).pipe(socket);
        channel.on("error", () => socket.destroy());
        socket.on("error", () => channel.destroy());
      });
    });
    server.once("error", reject).listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    server.unref();
  });
}

deliver(process.argv[2] ?? "", JSON.parse(readFileSync(0, "utf8")) as Delivery).then(
  (result) => process.stdout.write(JSON.stringify(result)),
  (error: Error) => { process.stderr.write(`${error.message}\n`); process.exitCode = 1; },
);
