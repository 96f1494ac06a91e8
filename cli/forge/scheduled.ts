/** `./ruche forge drift` and `drill`: what a schedule looks after. */
import execa from "execa";
import { root } from "../clone";
import { exitStatus, Refusal } from "../failure";
import { code, prose } from "../review/escape";
import { Forge, type Issue } from "./api";
import { fitting } from "./fitting";
import { type Answered, type Done, type RunnerVariables, reachable, ruche, runAddress } from "./work";

const driftMark = (environment: string): string => `<!-- ruche:drift ${environment} -->`;

/**
 * Looks whether each environment is as declared, and keeps one issue for each that is not: opened, brought up to date,
 * and closed when it is well again.
 */
export async function keepDriftIssues(variables: RunnerVariables): Promise<Done> {
  const forge = Forge.fromVariables(variables);
  const environments = reachable();
  const issues = environments.length > 0 ? await forge.openIssues() : [];
  const kept: { environment: string; drifted: boolean; issue: string }[] = [];
  for (const environment of environments) {
    const answer = await ruche("drift", environment);
    const drifted = answer.status !== exitStatus.done;
    kept.push({
      environment,
      drifted,
      issue: await keepIssue(
        forge,
        forge.own(issues, driftMark(environment)),
        environment,
        drifted ? driftText(environment, answer) : undefined,
        runAddress(variables),
      ),
    });
  }
  return {
    // Where it could be looked and the issue tells what was found, the run did what it is for.
    status: exitStatus.done,
    json: { environments: kept },
    text:
      kept
        .map(
          ({ environment, drifted, issue }) =>
            `${environment}: ${drifted ? "NOT as declared" : "as declared"}; issue ${issue}`,
        )
        .join("\n") || "No environment has a state that a workflow can reach.",
  };
}

async function keepIssue(
  forge: Forge,
  known: Issue | undefined,
  environment: string,
  text: string | undefined,
  run: string | undefined,
): Promise<string> {
  if (text === undefined) {
    if (known === undefined) return "not needed";
    await forge.comment(
      known.number,
      driftMark(environment),
      `${driftMark(environment)}\nIt is as declared again.${run ? ` ([the run](${run}))` : ""}`,
    );
    await forge.changeIssue(known.number, { state: "closed" });
    return `#${known.number} closed`;
  }
  if (known === undefined) return `#${await forge.openIssue(`Drift: ${environment} is not as declared`, text)} opened`;
  if (known.body === text) return `#${known.number} still true`;
  await forge.changeIssue(known.number, { body: text });
  return `#${known.number} updated`;
}

/** A finding as `./ruche drift --json` tells it. */
interface ToldFinding {
  readonly on: string;
  readonly concern: string;
  readonly differs: string;
  readonly since: string | null;
  readonly repairedByUp: boolean;
  readonly remedy: string | null;
}

const short = (text: string): string => (text.length > 400 ? `${text.slice(0, 400)}…` : text);

function driftText(environment: string, { json: { error, findings } }: Answered): string {
  const found = Array.isArray(findings) ? (findings as readonly ToldFinding[]) : [];
  const told = found.map(
    ({ on, concern, differs, since, repairedByUp, remedy }) =>
      `- ${code(short(on))} ${prose(short(concern))}: ` +
      `${prose(short(differs))}${since === null ? "" : `, since ${prose(short(since))}`}; ` +
      `${repairedByUp ? "`up` repairs it" : prose(short(remedy ?? "`up` does not repair it"))}`,
  );
  const what =
    typeof error === "string"
      ? `It could not be found out whether ${code(environment)} is as declared: ${prose(short(error))}`
      : `${code(environment)} differs from what is declared:`;
  return [
    driftMark(environment),
    what,
    "",
    ...fitting(told, "finding"),
    "",
    `See it: ${code(`./ruche drift ${environment}`)}. The next look that finds it well closes this issue.`,
  ].join("\n");
}

/**
 * Drills every environment within reach and puts the evidence on the branch. Status 1 when a backup did not come back;
 * its evidence is kept all the same.
 */
export async function drillAll(variables: RunnerVariables): Promise<Done> {
  const drills: { environment: string; passed: boolean; error?: string }[] = [];
  for (const environment of reachable()) {
    const { status, json } = await ruche("drill", environment);
    drills.push({
      environment,
      passed: status === exitStatus.done,
      ...(typeof json.error === "string" ? { error: json.error } : {}),
    });
  }
  const committed = await commitEvidence(variables);
  return {
    status: drills.every(({ passed }) => passed) ? exitStatus.done : exitStatus.failed,
    json: { drills, committed },
    text: [
      ...drills.map(
        ({ environment, passed, error }) => `${environment}: ${passed ? "backups come back" : `FAILED ${error ?? ""}`}`,
      ),
      committed ? "The evidence is committed." : "No new evidence.",
    ].join("\n"),
  };
}

/**
 * Commits what lies in evidence/ and pushes it; somebody who pushes at the same time is waited for. The token goes by a
 * variable, which no list of processes shows.
 */
async function commitEvidence({
  GITHUB_REF_NAME: branch,
  GITHUB_TOKEN: token,
  GITHUB_SERVER_URL: server,
  RUCHE_FORGE_AUTHOR: author = "github-actions[bot]",
}: RunnerVariables): Promise<boolean> {
  const identity = {
    GIT_AUTHOR_NAME: author,
    GIT_AUTHOR_EMAIL: `${author}@users.noreply.github.com`,
    GIT_COMMITTER_NAME: author,
    GIT_COMMITTER_EMAIL: `${author}@users.noreply.github.com`,
  };
  const access =
    token && server
      ? {
          GIT_CONFIG_COUNT: "1",
          GIT_CONFIG_KEY_0: `http.${server}/.extraheader`,
          GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`,
        }
      : {};
  const git = (args: readonly string[], reject = true) =>
    execa("git", args, { cwd: root, env: { ...identity, ...access }, reject });
  if (!branch)
    throw new Refusal(
      "GITHUB_REF_NAME is not set: it is not known to which branch evidence goes. Nothing was committed.",
    );
  await git(["add", "--all", "--", "evidence"], false);
  if ((await git(["diff", "--cached", "--quiet", "--", "evidence"], false)).exitCode === 0) return false;
  await git(["commit", "--quiet", "--message", "Evidence of restore drills", "--", "evidence"]);
  for (let attempt = 1; ; attempt += 1) {
    const pushed = await git(["push", "origin", `HEAD:refs/heads/${branch}`], false);
    if (pushed.exitCode === 0) return true;
    if (attempt === 3) throw new Error(`the evidence could not be pushed to ${branch}:\n${pushed.stderr}`);
    const pulled = await git(["pull", "--quiet", "--rebase", "--autostash", "origin", branch], false);
    if (pulled.exitCode === 0) continue;
    await git(["rebase", "--abort"], false);
    throw new Error(`the evidence does not go together with what ${branch} has by now:\n${pulled.stderr}`);
  }
}
