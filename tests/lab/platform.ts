import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { request } from "node:https";
import { homedir, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import execa from "execa";
import type { LabPlace } from "../../drivers/lab/place";
import type { StackCredentials } from "../../model/summary";

const root = resolve(__dirname, "../..");

/** Where this computer has the keys with which `ssh` gets to machines. */
export const keyFolder = join(homedir(), ".local/state/ruche/identities");

export const keyFiles = (): string[] => (existsSync(keyFolder) ? readdirSync(keyFolder) : []);

/** What a `ruche` command answered. */
export interface Ruche<T = Record<string, unknown>> {
  readonly status: number;
  readonly json: T;
  readonly stderr: string;
  readonly seconds: number;
}

export interface Status {
  readonly environment: string;
  readonly tier: string;
  readonly machines: readonly {
    name: string;
    address: string;
    reachable: boolean;
    reason: string | null;
    memory?: { size: number; free: number };
    disks?: Readonly<Record<string, { size: number; free: number }>>;
  }[];
  readonly volumes: readonly {
    name: string;
    there: readonly string[];
    missing: readonly string[];
    pending: number | null;
    reason: string | null;
  }[];
  readonly databases: readonly { name: string; answers: boolean; reason: string | null }[];
  readonly services: readonly {
    name: string;
    kind: string;
    url: string | null;
    exposure: string;
    healthy: boolean;
    replicas: { wanted: number; running: number };
    reason: string | null;
  }[];
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A header by which a person logs in. */
export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

/** A whole platform made by the command line from a copy of this clone, beside whatever the user has up. */
export class TestPlatform {
  readonly folder = mkdtempSync(join(tmpdir(), "ruche-lab-"));
  /** Everything that any command printed: secrets must not be in it. */
  printed = "";
  #credentials: StackCredentials | undefined;
  readonly #addresses = new Map<number, string>();

  constructor(readonly environment = "lab") {
    copyClone(this.folder);
  }

  /** Runs the command line of the copy. */
  async ruche<T = Record<string, unknown>>(args: readonly string[], options: execa.Options = {}): Promise<Ruche<T>> {
    const begin = Date.now();
    if (args[0] === "up") this.#credentials = undefined;
    const { exitCode, stdout, stderr } = await execa(join(this.folder, "ruche"), [...args, "--json"], {
      reject: false,
      cwd: this.folder,
      ...options,
    });
    if (args[0] !== "password" && args[0] !== "env") this.printed += `${stdout}\n${stderr}\n`;
    return {
      status: exitCode,
      json: (stdout.startsWith("{") ? JSON.parse(stdout) : {}) as T,
      stderr,
      seconds: (Date.now() - begin) / 1000,
    };
  }

  async status(): Promise<Status> {
    return (await this.ruche<Status>(["status", this.environment])).json;
  }

  /** The seed, which no command shows: from the state, encrypted as it is there. */
  async seed(): Promise<string> {
    const { stdout } = await execa(
      "bash",
      [
        "-c",
        `eval "$(./ruche env ${this.environment})"; ` +
          `pulumi stack output credentials --show-secrets --json --stack ${this.environment}`,
      ],
      { cwd: this.folder },
    );
    return (JSON.parse(stdout) as StackCredentials).seed;
  }

  async credentials(): Promise<StackCredentials> {
    this.#credentials ??= (await this.ruche<StackCredentials>(["password", this.environment])).json;
    return this.#credentials;
  }

  get place(): Required<LabPlace> {
    return JSON.parse(
      readFileSync(join(this.folder, ".ruche", this.environment, "place.json"), "utf8"),
    ) as Required<LabPlace>;
  }

  get authority(): string {
    return readFileSync(join(this.folder, ".ruche", this.environment, "authority.pem"), "utf8");
  }

  /** Of the machine `hive<number>`. */
  address(machine: number): string {
    const known = this.#addresses.get(machine);
    if (known) return known;
    const form = "{{range .NetworkSettings.Networks}}{{.IPAMConfig.IPv4Address}}{{end}}";
    const found = execFileSync(
      "/usr/bin/docker",
      ["--host", this.place.host, "inspect", "--format", form, this.container(`hive${machine}`)],
      { encoding: "utf8" },
    ).trim();
    this.#addresses.set(machine, found);
    return found;
  }

  /** The Docker client of this computer on the lab's engine. */
  async docker(...args: string[]): Promise<string> {
    return (await execa("/usr/bin/docker", ["--host", this.place.host, ...args])).stdout;
  }

  /** Takes a machine away with its disks. */
  async destroy(machine: string): Promise<void> {
    const container = this.container(machine);
    await this.docker("rm", "--force", "--volumes", container);
    await this.docker("volume", "rm", ...["docker", "glusterd", "srv"].map((disk) => `${container}-${disk}`));
  }

  container(machine: string): string {
    return `${this.place.prefix}-${machine}`;
  }

  /** Runs a shell command on a machine. */
  async on(machine: string, command: string, input = ""): Promise<string> {
    return (
      await execa(
        "/usr/bin/docker",
        ["--host", this.place.host, "exec", "-i", this.container(machine), "bash", "-c", command],
        { input },
      )
    ).stdout;
  }

  /** The machine on which a service's only copy runs. */
  async hostOf(service: string, from = "hive1"): Promise<string> {
    return (
      await this.on(
        from,
        `docker service ps ${service} --filter desired-state=running --format '{{.Node}} {{.CurrentState}}' | ` +
          `awk '$2 == "Running" {print $1; exit}'`,
      )
    ).trim();
  }

  /** HTTPS to a service through the ingress of one machine, with the platform's authority as the only trusted one. */
  http(
    url: string,
    {
      machine = 1,
      method = "GET",
      headers = {},
      body,
      withinMilliseconds = 10_000,
    }: {
      machine?: number;
      method?: string;
      headers?: Record<string, string>;
      body?: string;
      withinMilliseconds?: number;
    } = {},
  ): Promise<HttpAnswer> {
    const { hostname, pathname, search } = new URL(url);
    return new Promise((resolve, reject) => {
      const asked = request(
        {
          host: this.address(machine),
          servername: hostname,
          path: `${pathname}${search}`,
          method,
          agent: false,
          ca: this.authority,
          timeout: withinMilliseconds,
          headers: {
            host: hostname,
            ...headers,
            ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }),
          },
        },
        (response) => {
          let text = "";
          response
            .setEncoding("utf8")
            .on("data", (data: string) => {
              text += data;
            })
            .on("end", () => resolve({ status: response.statusCode!, headers: response.headers, body: text }))
            .on("error", reject);
        },
      );
      asked
        .once("error", reject)
        .once("timeout", () => asked.destroy(new Error(`${url} did not answer in ${withinMilliseconds} ms`)));
      asked.end(body);
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Repeats a check until it holds. */
export async function eventually<T>(what: string, seconds: number, check: () => Promise<T>): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s; last: ${(error as Error).message}`);
      await new Promise((next) => setTimeout(next, 200));
    }
  }
}

/** The files of the working tree that Git knows or would take, and the installed packages. */
export function copyClone(folder: string): void {
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  })
    .split("\n")
    .filter(Boolean);
  for (const file of files.filter((name) => existsSync(join(root, name)))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file), { dereference: false });
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
}
