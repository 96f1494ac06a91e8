/** A Pulumi project in a temporary folder, run by the real CLI through the engine, with its state in files. */
import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { type Engine, type Plugin, setUp } from "../../../engine";

const repository = path.resolve(__dirname, "../../..");

/** Where the engine is kept: the same place for tests and for use. */
export const cache = path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), ".cache"), "ruche");

/** The built engine with the command plugin. A Pulumi on PATH is left aside: these tests are about ours. */
export async function builtEngine(plugins: readonly Plugin[] = ["command"]): Promise<Engine> {
  const before = process.env.PATH;
  process.env.PATH = before!
    .split(":")
    .filter((folder) => !fs.existsSync(path.join(folder, "pulumi")))
    .join(":");
  try {
    return await setUp({
      plugins,
      cache,
      onProgress: ({ name, state, detail }) => console.log(`      ${name}: ${state} ${detail ?? ""}`),
    });
  } finally {
    process.env.PATH = before;
  }
}

/** What a run of the CLI gave. */
export interface Result {
  readonly code: number | null;
  readonly output: string;
}

/** One resource of the state. */
export interface Resource {
  urn: string;
  type: string;
  id?: string;
  inputs?: any;
  outputs?: any;
  parent?: string;
  [key: string]: any;
}

/** A project with one stack, `test`. */
export class Project {
  readonly directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "engine-test-")));
  private engine!: Engine;
  private readonly env: Record<string, string> = {};

  /** @param options `runtime.options` of `Pulumi.yaml` */
  static async create(
    program: string,
    options: Record<string, unknown> = { typescript: false },
    file = "index.js",
  ): Promise<Project> {
    const project = new Project();
    project.engine = await builtEngine();
    project.write("Pulumi.yaml", JSON.stringify({ name: "trial", main: file, runtime: { name: "nodejs", options } }));
    project.write("package.json", "{}");
    project.write(file, program);
    fs.symlinkSync(path.join(repository, "node_modules"), path.join(project.directory, "node_modules"));
    fs.mkdirSync(path.join(project.directory, "state"));
    const made = await project.pulumi(["stack", "init", "test"]);
    if (made.code !== 0) throw new Error(made.output);
    return project;
  }

  /** Writes a file of the project. */
  write(file: string, content: string): void {
    fs.writeFileSync(path.join(this.directory, file), content);
  }

  /** Changes the program. */
  program(content: string): void {
    this.write("index.js", content);
  }

  /** A variable for all further runs. */
  set(name: string, value: string): void {
    this.env[name] = value;
  }

  /** The environment of a run. */
  environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      ...this.engine.environment,
      PULUMI_BACKEND_URL: `file://${this.directory}/state`,
      PULUMI_CONFIG_PASSPHRASE: "passphrase",
      JOURNAL: path.join(this.directory, "journal"),
      NO_COLOR: "1",
      ...this.env,
    };
  }

  /** Starts the CLI. */
  start(args: readonly string[]): { child: ChildProcess; result: Promise<Result>; output: () => string } {
    const child = spawn("pulumi", [...args, "--non-interactive"], {
      cwd: this.directory,
      env: this.environment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout!.on("data", (data) => {
      output += data;
    });
    child.stderr!.on("data", (data) => {
      output += data;
    });
    return {
      child,
      output: () => output,
      result: new Promise((done) => child.once("close", (code) => done({ code, output }))),
    };
  }

  /** Runs the CLI to its end. */
  pulumi(args: readonly string[]): Promise<Result> {
    return this.start(args).result;
  }

  /** `up` without questions. */
  up(...args: string[]): Promise<Result> {
    return this.pulumi(["up", "--yes", "--skip-preview", "--stack", "test", ...args]);
  }

  /** The lines that commands wrote to `$JOURNAL` since the last call: what really ran. */
  journal(): string[] {
    const file = path.join(this.directory, "journal");
    const lines = fs.existsSync(file)
      ? fs
          .readFileSync(file, "utf8")
          .split("\n")
          .filter((line) => line !== "")
      : [];
    fs.rmSync(file, { force: true });
    return lines.sort();
  }

  /** The resources of the state, without providers and the stack itself. */
  resources(): Resource[] {
    const all: Resource[] = JSON.parse(this.stateText()).checkpoint.latest?.resources ?? [];
    return all.filter(({ type }) => type !== "pulumi:pulumi:Stack" && !type.startsWith("pulumi:providers:"));
  }

  /** The state file as it is. */
  stateText(): string {
    return fs.readFileSync(this.stateFile, "utf8");
  }
  get stateFile(): string {
    return path.join(this.directory, "state/.pulumi/stacks/trial/test.json");
  }

  /** Every file that Pulumi keeps, together. */
  everythingKept(): string {
    return fs
      .readdirSync(path.join(this.directory, "state"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => fs.readFileSync(path.join(entry.parentPath ?? entry.path, entry.name), "utf8"))
      .join("\n");
  }

  /** Removes the folder. */
  remove(): void {
    fs.rmSync(this.directory, { recursive: true, force: true });
  }
}

/** The counts at the end of a run: `{ created: 2, unchanged: 1 }`; a preview's `to create` counts as `create`. */
export function counts(output: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [, number, what] of output.slice(output.lastIndexOf("Resources:")).matchAll(/(\d+) (?:to )?(\w+)/g))
    found[what] = Number(number);
  return found;
}

/** A program: its statements after the imports that all of them use. */
export const programOf = (statements: string): string => `
const pulumi = require("@pulumi/pulumi");
const { local, remote } = require("@pulumi/command");
const note = (text) => \`echo "\${text}" >> "$JOURNAL"\`;
${statements}
`;
