/** What the tasks of workflows have in common. */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import execa from "execa";
import { root } from "../clone";
import { sharedState } from "../environment/stateFolder";
import { environmentNames, environmentText } from "../workspace";

/** Variables of the process, as runners set them. */
export type RunnerVariables = Readonly<Record<string, string | undefined>>;

/** What a task did. */
export interface Done {
  /** Exit status. */
  readonly status: number;
  readonly json: object;
  /** For the run's log. */
  readonly text: string;
}

/**
 * Environments that a workflow can reach: those whose state is a team's. The state of any other one is in somebody's
 * clone.
 */
export const reachable = (): string[] =>
  environmentNames().filter((name) => sharedState(environmentText(name)) !== undefined);

/** What a command of this clone answered. */
export interface Answered {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}

/**
 * Runs a command of this clone, without our token; its progress goes to the run's log. A command that tells nothing has
 * failed.
 */
export async function ruche(...words: string[]): Promise<Answered> {
  const { exitCode, stdout } = await execa(join(root, "ruche"), [...words, "--json"], {
    cwd: root,
    reject: false,
    env: { GITHUB_TOKEN: "" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    return { status: exitCode, json: JSON.parse(stdout) as Answered["json"] };
  } catch {
    return {
      status: exitCode || 1,
      json: { error: `./ruche ${words.join(" ")} ended with ${exitCode} and told nothing; see the run` },
    };
  }
}

/** Shows markdown on the page of the run, where the forge has such a page. */
export function summarise({ GITHUB_STEP_SUMMARY: file }: RunnerVariables, text: string): void {
  if (file) appendFileSync(file, `${text}\n`);
}

/** Address of the run, where the runner tells it. */
export const runAddress = ({
  GITHUB_SERVER_URL: server,
  GITHUB_REPOSITORY: repository,
  GITHUB_RUN_ID: id,
}: RunnerVariables): string | undefined =>
  server && repository && id ? `${server}/${repository}/actions/runs/${id}` : undefined;
