import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import execa from "execa";
import { parse } from "yaml";

export const root = resolve(__dirname, "../../..");

/** A step as the file says it. */
export interface Step {
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly "continue-on-error"?: boolean;
}

export interface Job {
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly container?: unknown;
  readonly env?: unknown;
  readonly steps: readonly Step[];
  readonly "timeout-minutes"?: number;
}

export interface Workflow {
  readonly name: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly jobs: Readonly<Record<string, Job>>;
}

/** Workflows by path from the root of the clone. */
export function workflows(): Readonly<Record<string, Workflow>> {
  const files = [".github/workflows", ".forgejo/workflows"].flatMap((folder) =>
    readdirSync(join(root, folder)).map((file) => join(folder, file)),
  );
  return Object.fromEntries(
    files.sort().map((file) => [file, parse(readFileSync(join(root, file), "utf8")) as Workflow]),
  );
}

/** What a runner knows when it runs a workflow. */
export interface Situation {
  readonly event: string;
  readonly payload: object;
  /** The repository's folder, checked out as `actions/checkout` does. */
  readonly folder: string;
  readonly repository: string;
  readonly api: string;
  readonly token: string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly sha: string;
  readonly branch: string;
  /** Where artefacts lie between runs. */
  readonly artefacts: string;
  /** Where this run's own files lie. */
  readonly files: string;
}

/** What a run of a job did. */
export interface JobRun {
  readonly job: string;
  readonly succeeded: boolean;
  /** Everything that its steps printed. */
  readonly log: string;
  readonly summary: string;
}

/** Runs a workflow's own steps as a runner does: `run` by bash, and in place of the few actions what they do. */
export async function runWorkflow(file: string, situation: Situation): Promise<JobRun[]> {
  const { jobs } = parse(readFileSync(join(root, file), "utf8")) as Workflow;
  const runs: JobRun[] = [];
  for (const [job, definition] of Object.entries(jobs)) {
    if (definition.if === undefined || condition(definition.if, situation))
      runs.push(await runJob(job, definition, situation));
  }
  return runs;
}

async function runJob(job: string, { steps, environment }: Job, situation: Situation): Promise<JobRun> {
  const { folder, payload, event, repository, api, token, sha, branch } = situation;
  const eventFile = join(situation.files, "event.json");
  const summaryFile = join(situation.files, "summary.md");
  writeFileSync(eventFile, JSON.stringify(payload));
  writeFileSync(summaryFile, "");
  const runner = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    ...(process.env.XDG_CACHE_HOME ? { XDG_CACHE_HOME: process.env.XDG_CACHE_HOME } : {}),
    ...(process.env.TMPDIR ? { TMPDIR: process.env.TMPDIR } : {}),
    ...Object.fromEntries(
      Object.entries(process.env).filter(([name]) =>
        /^(GO|npm_config_|NODE_|.*_PROXY|.*_proxy|RUCHE_CI_RUN)/.test(name),
      ),
    ),
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_API_URL: api,
    GITHUB_SERVER_URL: "http://forge.invalid",
    GITHUB_REPOSITORY: repository,
    GITHUB_RUN_ID: "77",
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: eventFile,
    GITHUB_SHA: sha,
    GITHUB_REF_NAME: branch,
    GITHUB_STEP_SUMMARY: summaryFile,
    GITHUB_WORKSPACE: folder,
  };
  // Secrets of an environment are there for jobs that name it alone.
  const secrets = environment === undefined ? {} : situation.secrets;
  let [succeeded, log] = [true, ""];
  for (const step of steps) {
    if (!succeeded && !/^\$\{\{ !cancelled\(\) \}\}$/.test(step.if ?? "")) continue;
    let failed = false;
    if (step.run !== undefined) {
      const env = Object.fromEntries(
        Object.entries(step.env ?? {}).map(([name, value]) => [name, substituted(value, situation, secrets, token)]),
      );
      const { all, exitCode } = await execa("bash", ["-e", "-c", step.run], {
        cwd: folder,
        env: { ...runner, ...env },
        extendEnv: false,
        reject: false,
        all: true,
      });
      log += `${all ?? ""}\n`;
      failed = exitCode !== 0;
    } else failed = !action(step, situation);
    if (failed && step["continue-on-error"] !== true) succeeded = false;
  }
  return { job, succeeded, log, summary: readFileSync(summaryFile, "utf8") };
}

/** What an action would do. Those that bring in the repository and programs have nothing to do here. */
function action({ uses = "", with: given = {} }: Step, { folder, artefacts }: Situation): boolean {
  const name = uses.split("@")[0]!.split("/").slice(-2).join("/");
  const [kept, here] = [join(artefacts, String(given.name)), join(folder, String(given.path))];
  if (["actions/checkout", "actions/setup-node", "actions/setup-go"].includes(name)) return true;
  if (!["actions/upload-artifact", "actions/download-artifact"].includes(name))
    throw new Error(`no stand-in for the action ${uses}`);
  const [from, to] = name === "actions/upload-artifact" ? [here, kept] : [kept, here];
  if (!existsSync(from)) return false;
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true });
  return true;
}

const expression = /\$\{\{\s*(.*?)\s*\}\}/g;

function substituted(
  text: string,
  situation: Situation,
  secrets: Readonly<Record<string, string>>,
  token: string,
): string {
  return String(text).replace(expression, (_, inner: string) => {
    if (inner === "github.token") return token;
    const [, secret] = /^secrets\.(\w+)$/.exec(inner) ?? [];
    if (secret !== undefined) return secrets[secret] ?? "";
    return String(worthOf(inner, situation));
  });
}

/** Comparisons joined by `&&`, which is all that the files use. */
function condition(text: string, situation: Situation): boolean {
  return text.split("&&").every((part) => {
    const [, left = "", operator, right = ""] = /^\s*(\S+)\s*(==|!=)\s*(\S+)\s*$/.exec(part) ?? [];
    if (operator === undefined) throw new Error(`a condition that is not understood: ${part}`);
    return (worthOf(left, situation) === worthOf(right, situation)) === (operator === "==");
  });
}

function worthOf(word: string, { payload, repository, event }: Situation): unknown {
  if (/^'.*'$/.test(word)) return word.slice(1, -1);
  const known: Readonly<Record<string, unknown>> = { "github.repository": repository, "github.event_name": event };
  if (word in known) return known[word];
  if (!word.startsWith("github.event.")) throw new Error(`an expression that is not understood: ${word}`);
  return word
    .split(".")
    .slice(2)
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], payload);
}
