import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { type ContainerEngine, ensureContainerEngine, releaseContainerEngine } from "../../drivers/lab/containerEngine";
import { chooseSubnet, takenSubnets } from "../../drivers/lab/subnet";
import { buildImage } from "../../images/build";
import type { ImageName } from "../../images/catalogue";
import { loadImage } from "../../images/load";
import { cacheRoot } from "../../tools/cacheRoot";
import { run } from "../../tools/run";

/**
 * Containers, a network and files of one test file; `end` takes all of them away, and the container engine where no
 * other file uses it.
 */
export class Bench {
  private readonly containers: string[] = [];
  private readonly volumes: string[] = [];
  readonly folder = mkdtempSync(path.join(tmpdir(), "ruche-images-"));
  readonly name = `ruche-test-${randomBytes(4).toString("hex")}`;

  private constructor(readonly engine: ContainerEngine) {
    chmodSync(this.folder, 0o755);
  }

  static async open(): Promise<Bench> {
    const bench = new Bench(await ensureContainerEngine({ cache: cacheRoot() }));
    await bench.docker(
      "network",
      "create",
      "--subnet",
      chooseSubnet(await takenSubnets(bench.engine), bench.name),
      bench.name,
    );
    return bench;
  }

  docker(...args: string[]): Promise<string> {
    return run(this.engine.client, ["--host", this.engine.host, ...args]).then(({ stdout }) => stdout.trim());
  }

  /** Makes a volume, which is removed with the bench. @returns Its name. */
  async volume(as: string): Promise<string> {
    const name = `${this.name}-${as}`;
    this.volumes.push(name);
    return this.docker("volume", "create", name);
  }

  /** A file that a container may read as a secret. */
  secret(name: string, content: string): string {
    const file = path.join(this.folder, name);
    writeFileSync(file, content, { mode: 0o444 });
    return file;
  }

  /** Starts an image, given arguments of `docker run`; returns the container's address. */
  async start(
    image: ImageName,
    as: string,
    options: readonly string[] = [],
    command: readonly string[] = [],
  ): Promise<string> {
    const built = await buildImage(image, { cache: cacheRoot() });
    await loadImage(built, this.engine);
    const name = `${this.name}-${as}`;
    this.containers.push(name);
    await this.docker(
      "run",
      "--detach",
      "--name",
      name,
      "--network",
      this.name,
      "--network-alias",
      as,
      ...options,
      built.reference,
      ...command,
    );
    return this.address(as);
  }

  address(as: string): Promise<string> {
    return this.docker(
      "inspect",
      "--format",
      "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
      `${this.name}-${as}`,
    );
  }

  inside(as: string, ...command: string[]): Promise<string> {
    return this.docker("exec", `${this.name}-${as}`, ...command);
  }

  /** Waits until the image's own health check says that it is well. */
  async healthy(as: string, within = 150_000): Promise<void> {
    await until(
      async () =>
        (await this.docker("inspect", "--format", "{{.State.Health.Status}}", `${this.name}-${as}`)) === "healthy",
      within,
      async () => `${as} does not get healthy:\n${await this.logs(as)}`,
    );
  }

  async logs(as: string): Promise<string> {
    const { stdout, stderr } = await run(this.engine.client, [
      "--host",
      this.engine.host,
      "logs",
      "--tail",
      "40",
      `${this.name}-${as}`,
    ]);
    return `${stdout}${stderr}`;
  }

  async end(): Promise<void> {
    if (this.containers.length > 0)
      await this.docker("rm", "--force", "--volumes", ...this.containers).catch(() => undefined);
    if (this.volumes.length > 0) await this.docker("volume", "rm", "--force", ...this.volumes).catch(() => undefined);
    await this.docker("network", "rm", this.name).catch(() => undefined);
    rmSync(this.folder, { recursive: true, force: true });
    await releaseContainerEngine(this.engine);
  }
}

/** Asks until the answer is yes. */
export async function until(
  probe: () => Promise<boolean>,
  within: number,
  otherwise: () => Promise<string> | string,
): Promise<void> {
  const deadline = Date.now() + within;
  while (!(await probe().catch(() => false))) {
    if (Date.now() > deadline) throw new Error(await otherwise());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** One HTTP request. */
export function request(url: string, options: https.RequestOptions & { body?: string } = {}): Promise<Answer> {
  const { body, ...rest } = options;
  return new Promise((resolve, reject) => {
    const sent = (url.startsWith("https:") ? https : http).request(
      url,
      { timeout: 10_000, agent: false, ...rest },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => (text += part));
        response
          .on("error", reject)
          .on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      },
    );
    sent.on("timeout", () => sent.destroy(new Error(`${url} did not answer in time`))).on("error", reject);
    sent.end(body);
  });
}

export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

/** A key and a self-signed certificate for a name, in PEM. */
export function certificate(folder: string, name: string): { key: string; cert: string } {
  const files = { key: path.join(folder, `${name}.key`), cert: path.join(folder, `${name}.crt`) };
  execFileSync(
    "openssl",
    [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-nodes",
      "-days",
      "2",
      "-subj",
      `/CN=${name}`,
      "-addext",
      `subjectAltName=${/^[\d.]+$/.test(name) ? "IP" : "DNS"}:${name}`,
      "-keyout",
      files.key,
      "-out",
      files.cert,
    ],
    { stdio: "ignore" },
  );
  chmodSync(files.key, 0o444); // read by the container's user; the folder goes with the test
  return files;
}
