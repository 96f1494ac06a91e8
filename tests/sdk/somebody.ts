import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import execa from "execa";
import { setUp } from "../../engine";
import { cacheRoot } from "../../tools/cacheRoot";

const root = resolve(__dirname, "../..");

/** The programs in `examples/`. */
export const examples: readonly string[] = readdirSync(join(root, "examples"));

/** A preview's step. */
export interface Step {
  readonly op: string;
  readonly urn: string;
}

/** Somebody else's computer: the package and the examples, installed in one folder, and nothing of the clone. */
export class Somebody {
  readonly folder = mkdtempSync(join(tmpdir(), "ruche-sdk-"));
  #environment: Readonly<Record<string, string>> = {};

  /** Packs the clone, and installs what the examples say with it. */
  static async withThePackage(): Promise<Somebody> {
    const somebody = new Somebody();
    const { folder } = somebody;
    const packing = ["pack", "--silent", "--ignore-scripts=false", "--pack-destination", folder];
    const { stdout } = await execa("npm", packing, { cwd: root });
    const ruche = `file:${join(folder, stdout.trim().split("\n").at(-1)!)}`;
    for (const name of examples) {
      const [from, to] = [join(root, "examples", name), join(folder, name)];
      cpSync(from, to, { recursive: true, filter: (source) => !source.includes("node_modules") });
      const told = JSON.parse(readFileSync(join(from, "package.json"), "utf8")) as { dependencies: object };
      const dependencies = { ...told.dependencies, ruche };
      writeFileSync(join(to, "package.json"), JSON.stringify({ ...told, dependencies }));
    }
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, workspaces: examples }));
    await execa("npm", ["install", "--silent", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"], {
      cwd: folder,
    });
    return somebody;
  }

  /** Runs a program in a folder of this computer. */
  run(
    program: string,
    args: readonly string[],
    cwd = "",
    options: execa.Options = {},
  ): Promise<execa.ExecaReturnValue> {
    const env = { ...this.#environment, ...options.env };
    return execa(program, args, { cwd: join(this.folder, cwd), ...options, env });
  }

  /** TypeScript's word on files. */
  async compile(files: readonly string[], moduleResolution: "node10" | "node16" | "bundler"): Promise<string> {
    const modules = { node10: "commonjs", node16: "node16", bundler: "preserve" }[moduleResolution];
    const options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", modules];
    const { stdout } = await execa(
      join(root, "node_modules/.bin/tsc"),
      [...options, "--moduleResolution", moduleResolution, ...files],
      { cwd: this.folder, reject: false },
    );
    return stdout;
  }

  /** Makes a stack of an example, with a state in this folder. */
  async initialize(example: string): Promise<void> {
    const engine = await setUp({ plugins: ["command", "docker"], cache: cacheRoot() });
    mkdirSync(join(this.folder, "state"), { recursive: true });
    this.#environment = {
      ...engine.environment,
      PULUMI_BACKEND_URL: `file://${join(this.folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "for this test alone",
    };
    await this.run("pulumi", ["stack", "init", "test", "--non-interactive"], example);
  }

  /** What a preview of an example would make. */
  async preview(example: string): Promise<readonly Step[]> {
    const { stdout } = await this.run("pulumi", ["preview", "--stack", "test", "--non-interactive", "--json"], example);
    return (JSON.parse(stdout.slice(stdout.indexOf("{"))) as { steps: Step[] }).steps;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
