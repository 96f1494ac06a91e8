import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { quote } from "../../../tools/shell";

/**
 * Programs that would change this computer, or wait for another one. Each fails here unless the test stands in for it.
 */
const forbidden =
  "apt-get curl docker gluster ip journalctl modprobe mount mountpoint nft ss ssh systemctl umount unshare".split(" ");

/** What a run ended with. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run's input and surroundings. */
export interface RunOptions {
  /** Default nothing. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Default `/bin/bash`. */
  readonly shell?: string;
}

/**
 * A machine in a temporary folder, on which a whole shell program runs: the programs that it calls are fakes of a few
 * lines, found first on `PATH`. Each fake writes down how it was called.
 */
export class FakeMachine {
  readonly folder = mkdtempSync(join(tmpdir(), "ruche-machine-"));

  constructor() {
    for (const name of forbidden) this.program(name, `echo "${name} is not part of this machine" >&2; exit 127`);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Writes a file of the machine, and the folders above it. */
  write(name: string, content: string, mode = 0o644): string {
    const path = this.path(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    chmodSync(path, mode);
    return path;
  }

  has(name: string): boolean {
    return existsSync(this.path(name));
  }

  /** A file's content; empty if there is none. */
  read(name: string): string {
    return this.has(name) ? readFileSync(this.path(name), "utf8") : "";
  }

  /**
   * Stands in for a program.
   *
   * @param does - Lines of bash; or one for each call that is expected, by its arguments, in which `*` stands for any
   * text. `$machine` is the machine's folder, and `nth` prints how often this call has come, this time included.
   */
  program(name: string, does: string | Readonly<Record<string, string>> = ""): void {
    const script = typeof does === "string" ? does : byArguments(name, does);
    const lines = [
      "#!/bin/bash",
      `machine='${this.folder}' call="${name}\${*:+ $*}"`,
      `printf '%s\\n' "$call" >> "$machine/calls"`,
      `nth() { grep -cFx -- "$call" "$machine/calls"; }`,
      script,
    ];
    this.write(`bin/${name}`, `${lines.join("\n")}\n`, 0o755);
  }

  /** How the fakes were called, in order: the name and the arguments. */
  get calls(): readonly string[] {
    return this.read("calls").split("\n").slice(0, -1);
  }

  /** The arguments of each call of a fake, in order. */
  callsOf(name: string): readonly string[] {
    return this.calls
      .filter((call) => call === name || call.startsWith(`${name} `))
      .map((call) => call.slice(name.length + 1));
  }

  /** Forgets the calls so far. */
  forget(): void {
    rmSync(this.path("calls"), { force: true });
  }

  /** Runs a script as a machine does that gets it over SSH. */
  run(script: string, options: RunOptions = {}): Ran {
    return this.#spawn(options.shell ?? "/bin/bash", ["-c", script], options);
  }

  /** Runs a program of the machine's folder. */
  start(name: string, args: readonly string[] = [], options: RunOptions = {}): Ran {
    return this.#spawn(this.path(name), args, options);
  }

  /** What programs of this machine find around them. */
  environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
    return { PATH: `${this.path("bin")}:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin`, HOME: this.folder, ...more };
  }

  #spawn(file: string, args: readonly string[], { input = "", env = {} }: RunOptions): Ran {
    const { status, stdout, stderr } = spawnSync(file, args, {
      input,
      encoding: "utf8",
      cwd: this.folder,
      env: this.environment(env),
      timeout: 60_000,
    });
    return { status, stdout, stderr };
  }

  /** Removes the machine's folder. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function byArguments(name: string, answers: Readonly<Record<string, string>>): string {
  const pattern = (words: string): string =>
    words
      .split("*")
      .map((text) => (text === "" ? "" : quote(text)))
      .join("*");
  return [
    'case "$*" in',
    ...Object.entries(answers).map(([words, does]) => `${pattern(words) || "''"})\n${does || ":"}\n;;`),
    `*) echo "nobody expects: ${name} $*" >&2; exit 127 ;;`,
    "esac",
  ].join("\n");
}
