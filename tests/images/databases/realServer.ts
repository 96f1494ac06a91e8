import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildImage } from "../../../images/build";
import type { ImageConfig } from "../../../images/dockerfile";
import type { DatabaseEngine } from "../../../model/descriptor";
import { cacheRoot } from "../../../tools/cacheRoot";
import { run } from "../../../tools/run";
import { quote } from "../../../tools/shell";
import { until } from "../support";

/** Mounts what a container would have, and begins the image's command; all of it ends with this shell. */
const furnish = `
set -eu
mount --make-rprivate /
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null:3 zero:5 random:8 urandom:9; do
  mknod -m 666 "$root/dev/\${device%:*}" c 1 "\${device#*:}"
done
ln -s /proc/self/fd "$root/dev/fd"
mkdir "$root/dev/shm"
for folder in dev/shm tmp "$data"; do mkdir -p "$root/$folder"; mount -t tmpfs -o mode=1777 tmpfs "$root/$folder"; done
ip link set lo up
: > "$root/furnished"
# A shell stays: a program that becomes another user loses the signal that ends it together with the test.
status=0
chroot "$root" "$@" || status=$?
exit "$status"
`;

/**
 * A database server of the platform's own image, as a process of the test: in a root, a network and a process space of
 * its own, with its data in memory. Nothing of the computer's is used, and nothing is left when the test has ended.
 */
export class RealServer {
  /** Where the server is reached by its clients. */
  readonly host = "127.0.0.1";
  readonly #root = mkdtempSync(join(tmpdir(), "ruche-server-"));
  #process?: ChildProcess;
  #environment: readonly string[] = [];

  private constructor(
    readonly engine: DatabaseEngine,
    readonly passwords: Readonly<Record<"administrator" | "backup", string>>,
  ) {}

  /** Starts a server, and waits until it is well. */
  static async start(engine: DatabaseEngine): Promise<RealServer> {
    const server = new RealServer(engine, { administrator: "of the administrator", backup: "of the backup" });
    try {
      await server.#start();
    } catch (error) {
      server.end();
      throw error;
    }
    return server;
  }

  async #start(): Promise<void> {
    const { archive } = await buildImage(this.engine, { cache: cacheRoot() });
    const [{ Layers, Config }] = JSON.parse(readFileSync(join(archive, "manifest.json"), "utf8")) as [
      { Layers: string[]; Config: string },
    ];
    for (const layer of Layers)
      await run("tar", ["-xzf", join(archive, layer), "-C", this.#root, "--exclude=.wh.*", "--numeric-owner"]);
    const { config } = JSON.parse(readFileSync(join(archive, Config), "utf8")) as { config: ImageConfig };
    const upper = this.engine.toUpperCase();
    mkdirSync(join(this.#root, "run/secrets"), { recursive: true });
    const secrets = Object.entries(this.passwords).map(([role, password]) => {
      const file = `/run/secrets/${role}`;
      writeFileSync(join(this.#root, file), password, { mode: 0o444 });
      return `${upper}_${role.toUpperCase()}_PASSWORD_FILE=${file}`;
    });
    this.#environment = config.Env ?? [];
    const data = { mariadb: "var/lib/mysql", postgresql: "var/lib/postgresql" }[this.engine];
    this.#process = spawn(
      "setpriv",
      [
        ...["--pdeathsig", "KILL", "unshare", "--net", "--mount", "--ipc", "--uts", "--pid", "--fork", "--kill-child"],
        ...["bash", "-c", furnish, "furnish", "/usr/bin/env", "-i", ...this.#environment, ...secrets, ...config.Cmd!],
      ],
      { env: { PATH: process.env.PATH, root: this.#root, data }, stdio: ["ignore", "pipe", "pipe"] },
    );
    let said = "";
    for (const stream of [this.#process.stdout!, this.#process.stderr!])
      stream.on("data", (text: Buffer) => {
        said = (said + text.toString()).slice(-5_000);
      });
    const { pid } = this.#process;
    this.#inside = () =>
      `exec nsenter -t $(cat /proc/${pid}/task/${pid}/children) -n -m -p ` +
      `/usr/sbin/chroot ${this.#root} /usr/bin/env -i ` +
      `${this.#environment.map(quote).join(" ")} /bin/sh -c`;
    await until(
      async () => {
        if (this.#process?.exitCode !== null) throw new Error(said);
        // An earlier question would make a file of what is to be a device.
        return existsSync(join(this.#root, "furnished")) && this.does(`${this.engine}-healthy`);
      },
      60_000,
      () => `${this.engine} does not get healthy:\n${said}`,
    );
  }

  /** The beginning of a command of the computer's shell that runs a program in the image's shell beside the server. */
  #inside = (): string => "exit 1;";

  /** A script that runs the program that is its argument beside the server, in the shell of its image. */
  get entry(): string {
    return `${this.#inside()} "$1"\n`;
  }

  /** Whether a command ends well. */
  does(command: string): boolean {
    return spawnSync("sh", ["-c", this.entry, "sh", command]).status === 0;
  }

  /** What a command prints. @throws Error with what it says when it fails. */
  answer(command: string, input = ""): string {
    const { status, stdout, stderr } = spawnSync("sh", ["-c", this.entry, "sh", command], {
      input,
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    if (status !== 0) throw new Error(`${command}: ${stderr || status}`);
    return stdout;
  }

  end(): void {
    this.#process?.kill("SIGKILL");
    rmSync(this.#root, { recursive: true, force: true });
  }
}
