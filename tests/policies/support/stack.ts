import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { stringify } from "yaml";
import { setUp } from "../../../engine";
import type { Tier } from "../../../model/descriptor";
import { evidencePath } from "../../../model/evidence";
import { facts } from "../../../policies/core/exampleFacts";
import type { Exception } from "../../../policies/core/exceptions";
import type { SoftwareFacts } from "../../../policies/core/facts";
import type { FixtureResource } from "../../../policies/core/fixture";
import type { Verdict } from "../../../policies/core/verdict";

const repository = path.resolve(__dirname, "../../..");
const cache = path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), ".cache"), "ruche");

/** What the policies said in one run of Pulumi. */
export interface Judged {
  readonly code: number | null;
  readonly output: string;
  /** `level id resource: message`, sorted. */
  readonly said: readonly string[];
  /** What the pack wrote at the end; undefined where it did not come to it. */
  readonly verdict?: Verdict;
}

/** A stack in a temporary folder, judged by the pack through the real engine. */
export class JudgedStack {
  readonly #directory: string;
  readonly #environment: NodeJS.ProcessEnv;

  private constructor(directory: string, environment: NodeJS.ProcessEnv) {
    this.#directory = directory;
    this.#environment = environment;
  }

  static async create(): Promise<JudgedStack> {
    const engine = await setUp({ plugins: ["command", "docker"], cache });
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "ruche-policies-"));
    fs.mkdirSync(path.join(directory, "state"));
    fs.writeFileSync(
      path.join(directory, "Pulumi.yaml"),
      "name: judged\nruntime: { name: nodejs, options: { typescript: false } }\nmain: platform.js\n",
    );
    fs.writeFileSync(path.join(directory, "package.json"), "{}");
    fs.copyFileSync(path.join(__dirname, "platform.js"), path.join(directory, "platform.js"));
    fs.symlinkSync(path.join(repository, "node_modules"), path.join(directory, "node_modules"));
    fs.mkdirSync(path.join(directory, "facts"));
    // Judged at the real time: what is true in the cases must not end one day.
    const today = new Date().toISOString().slice(0, 10);
    const { software, services, images, storage } = JSON.parse(
      JSON.stringify(facts).replaceAll("2028-06-30", "9999-12-31").replaceAll("2026-11-01", today),
    ) as SoftwareFacts;
    for (const [name, content] of Object.entries({ software, platform: { services, images }, storage }))
      fs.writeFileSync(path.join(directory, "facts", `${name}.yaml`), stringify(content));
    const stack = new JudgedStack(directory, {
      ...process.env,
      ...engine.environment,
      NO_COLOR: "1",
      // Makes `--event-log` a flag that exists.
      PULUMI_DEBUG_COMMANDS: "true",
      RUCHE_EVIDENCE: path.join(directory, "evidence"),
      RUCHE_FACTS: path.join(directory, "facts"),
      RUCHE_VERDICT: path.join(directory, "verdict.json"),
      PULUMI_BACKEND_URL: `file://${directory}/state`,
      PULUMI_CONFIG_PASSPHRASE: "passphrase",
    });
    const made = await stack.#pulumi(["stack", "init", "test"]);
    if (made.code !== 0) throw new Error(made.output);
    return stack;
  }

  /**
   * Runs `preview`, or `up` without one, for these resources in this tier, with these exceptions.
   *
   * @param levels - What somebody gives by `--policy-pack-config`.
   */
  async judge(
    command: "preview" | "up",
    tier: Tier,
    resources: readonly FixtureResource[],
    exceptions: readonly Exception[] = [],
    levels?: object,
  ): Promise<Judged> {
    const events = path.join(this.#directory, "events.json");
    const verdict = path.join(this.#directory, "verdict.json");
    for (const file of [events, verdict]) fs.rmSync(file, { force: true });
    fs.writeFileSync(path.join(this.#directory, "platform.json"), JSON.stringify(resources));
    fs.writeFileSync(
      path.join(this.#directory, "Pulumi.test.yaml"),
      stringify({ config: { "ruche:tier": tier, "ruche:exceptions": exceptions } }),
    );
    const config = path.join(this.#directory, "levels.json");
    if (levels !== undefined) fs.writeFileSync(config, JSON.stringify(levels));
    const { code, output } = await this.#pulumi([
      command,
      ...(command === "up" ? ["--yes", "--skip-preview"] : []),
      "--stack",
      "test",
      "--policy-pack",
      path.join(repository, "policies"),
      "--event-log",
      events,
      ...(levels === undefined ? [] : ["--policy-pack-config", config]),
    ]);
    return {
      code,
      output,
      said: fs.existsSync(events) ? saidIn(fs.readFileSync(events, "utf8")) : [],
      ...(fs.existsSync(verdict) ? { verdict: JSON.parse(fs.readFileSync(verdict, "utf8")) as Verdict } : {}),
    };
  }

  /** Puts a service's file of evidence where the pack reads it, or takes it away. */
  evidence(environment: string, service: string, text: string | undefined): void {
    const file = path.join(this.#directory, evidencePath(environment, service));
    fs.rmSync(file, { force: true });
    if (text === undefined) return;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }

  /** Types of what was made. */
  async made(): Promise<string[]> {
    const { output } = await this.#pulumi(["stack", "export", "--stack", "test"]);
    const state = JSON.parse(output) as { deployment: { resources?: { type: string }[] } };
    return (state.deployment.resources ?? []).map(({ type }) => type);
  }

  remove(): void {
    fs.rmSync(this.#directory, { recursive: true, force: true });
  }

  #pulumi(args: readonly string[]): Promise<{ code: number | null; output: string }> {
    const child = spawn("pulumi", [...args, "--non-interactive"], {
      cwd: this.#directory,
      env: this.#environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (data) => (output += String(data)));
    child.stderr.on("data", (data) => (output += String(data)));
    return new Promise((done) => child.once("close", (code) => done({ code, output })));
  }
}

function saidIn(log: string): string[] {
  return log
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line) => {
      const { policyEvent } = JSON.parse(line) as {
        policyEvent?: { policyName: string; enforcementLevel: string; message: string; resourceUrn?: string };
      };
      return policyEvent === undefined
        ? []
        : [
            `${policyEvent.enforcementLevel} ${policyEvent.policyName} ` +
              `${policyEvent.resourceUrn?.split("::").at(-1) ?? ""}: ${policyEvent.message.trim()}`,
          ];
    })
    .sort();
}
