import { createReadStream } from "node:fs";
import type { IncomingMessage } from "node:http";
import * as https from "node:https";
import { connect as connectTcp } from "node:net";
import type { Duplex } from "node:stream";
import { text } from "node:stream/consumers";
import { connect as connectTls, type TLSSocket } from "node:tls";

/** A registry and who asks it. */
export interface RegistryAccess {
  /** `host:port`; its certificate bears the host. */
  readonly registry: string;
  readonly credentials: { readonly user: string; readonly password: string };
  /** Certificate authority of the registry, PEM. Default: those that this computer trusts. */
  readonly authority?: string;
  /** Opens a way to the registry's port. Default: TCP to its host. */
  readonly connect?: () => Promise<Duplex>;
}

/** A piece of content as OCI describes it. */
interface Blob {
  readonly digest: string;
  readonly size: number;
}

/**
 * What a push needs of the Distribution API (https://distribution.github.io/distribution/spec/api/). Own code, since no
 * tool pushes through an SSH connection without opening a port for others, or mounts a parent's layers across
 * repositories.
 */
export class RegistryClient {
  readonly #access: RegistryAccess;
  readonly #agent: https.Agent;

  constructor(access: RegistryAccess) {
    this.#access = access;
    this.#agent = new https.Agent({ keepAlive: true, maxSockets: 4 });
    const [host = "", port = "443"] = access.registry.split(":");
    const open = access.connect ?? (async () => connectTcp(Number(port), host));
    Object.assign(this.#agent, {
      createConnection: (_: unknown, done: (error: Error | null, socket?: TLSSocket) => void) =>
        void open().then((socket) => {
          const secure = connectTls({
            socket,
            ca: access.authority,
            host,
            ...(/^[\d.]+$/.test(host) ? {} : { servername: host }),
          });
          secure.once("secureConnect", () => done(null, secure)).once("error", done);
        }, done),
    });
  }

  /** Digest of the manifest with this tag; undefined where there is none. */
  async manifest(repository: string, tag: string): Promise<string | undefined> {
    const { status, headers } = await this.#ask("HEAD", `/v2/${repository}/manifests/${tag}`, [200, 404], {
      accept: manifestType,
    });
    return status === 200 ? String(headers["docker-content-digest"]) : undefined;
  }

  /**
   * Sees to it that a repository has a blob: taken over from another one where `from` names it, otherwise sent from
   * `file`.
   */
  async blob(repository: string, { digest, size }: Blob, file: string, from?: string): Promise<void> {
    if ((await this.#ask("HEAD", `/v2/${repository}/blobs/${digest}`, [200, 404])).status === 200) return;
    const mount = from ? `?mount=${digest}&from=${from}` : "";
    const begun = await this.#ask("POST", `/v2/${repository}/blobs/uploads/${mount}`, [201, 202]);
    if (begun.status === 201) return;
    const location = new URL(begun.headers.location ?? "", `https://${this.#access.registry}`);
    location.searchParams.set("digest", digest);
    await this.#ask(
      "PUT",
      `${location.pathname}${location.search}`,
      [201],
      { "content-type": "application/octet-stream", "content-length": size },
      createReadStream(file),
    );
  }

  /** Puts a manifest whose blobs are there. */
  async put(repository: string, tag: string, manifest: Buffer): Promise<void> {
    await this.#ask(
      "PUT",
      `/v2/${repository}/manifests/${tag}`,
      [201],
      { "content-type": manifestType, "content-length": manifest.length },
      manifest,
    );
  }

  close(): void {
    this.#agent.destroy();
  }

  #ask(
    method: string,
    path: string,
    expected: readonly number[],
    headers: https.RequestOptions["headers"] = {},
    body?: Buffer | NodeJS.ReadableStream,
  ): Promise<{ status: number; headers: IncomingMessage["headers"] }> {
    const { user, password } = this.#access.credentials;
    return new Promise((resolve, reject) => {
      const request = https.request(
        {
          agent: this.#agent,
          host: this.#access.registry,
          method,
          path,
          auth: `${user}:${password}`,
          headers: { host: this.#access.registry, ...headers },
        },
        (response) => {
          const status = response.statusCode ?? 0;
          text(response).then((said) => {
            if (expected.includes(status)) resolve({ status, headers: response.headers });
            else
              reject(
                new Error(
                  (
                    `the registry ${this.#access.registry} answered ${method} ${path} with ${status} ` +
                    `${response.statusMessage ?? ""} ${said.slice(0, 300)}`
                  ).trim(),
                ),
              );
          }, reject);
        },
      );
      request.on("error", reject);
      if (body === undefined || Buffer.isBuffer(body)) request.end(body);
      else body.on("error", (error) => request.destroy(error as Error)).pipe(request);
    });
  }
}

const manifestType = "application/vnd.oci.image.manifest.v1+json";
