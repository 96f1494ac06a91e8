/** `./ruche forge up`: brings up what a merge declares, if the plan is still the one that was reviewed. */

import { exitStatus, Refusal } from "../failure";
import { prose } from "../review/escape";
import { counted } from "../up/outcome";
import { environmentNames } from "../workspace";
import { Forge, type PullRequest } from "./api";
import { readEvent } from "./event";
import { fitting } from "./fitting";
import { reportMark, reviewedPlans } from "./reportComment";
import { type Done, type RunnerVariables, reachable, ruche, runAddress, summarise } from "./work";

/** Begins the comment that tells what became of a merge. */
const mergeMark = "<!-- ruche:up -->";

/** What became of one environment. */
interface Brought {
  readonly environment: string;
  readonly well: boolean;
  readonly what: string;
}

/**
 * Brings up each environment within reach by the plan that was reviewed: that of the merged pull request's comment, or
 * the one that somebody who started the workflow by hand gives. Without one only nothing may change.
 */
export async function upAfterMerge(variables: RunnerVariables): Promise<Done> {
  const forge = Forge.fromVariables(variables);
  const { after, inputs } = readEvent(variables);
  const pull = inputs || after === undefined ? undefined : await forge.mergedAs(after);
  const environments = inputs?.environment ? [chosen(inputs.environment)] : reachable();
  const plans = pull
    ? await plansOf(pull, forge)
    : new Map(inputs?.environment && inputs.digest ? [[inputs.environment, inputs.digest]] : []);
  const brought: Brought[] = [];
  for (const environment of environments) brought.push(await bring(environment, plans.get(environment)));
  const run = runAddress(variables);
  const lines = brought.map(
    ({ environment, well, what }) =>
      `- ${well ? "" : "**FAILED** "}<code>${prose(environment)}</code>: ${prose(what.length > 2_000 ? `${what.slice(0, 2_000)}… (the whole is in the log of the run)` : what)}`,
  );
  const body = [
    mergeMark,
    "## Ruche after the merge",
    "",
    ...fitting(lines, "environment"),
    "",
    ...(run ? [`<sub>[the run](${run})</sub>`] : []),
  ].join("\n");
  summarise(variables, body);
  // The platform was changed: a comment that cannot be written hides nothing of it.
  const untold = await (pull && environments.length > 0
    ? forge.comment(pull.number, mergeMark, body).then(
        () => "",
        (error: Error) => `\nThe pull request could not be told: ${error.message}`,
      )
    : "");
  return {
    status: untold === "" && brought.every(({ well }) => well) ? exitStatus.done : exitStatus.failed,
    json: { environments: brought },
    text: `${
      brought.map(({ environment, well, what }) => `${environment}: ${well ? "" : "FAILED: "}${what}`).join("\n") ||
      "No environment has a state that a workflow can reach."
    }${untold}`,
  };
}

function chosen(environment: string): string {
  if (environmentNames().includes(environment)) return environment;
  throw new Refusal(
    `There is no environment "${environment}". There are: ${environmentNames().join(", ")}`,
    exitStatus.wrongUse,
  );
}

/** The plans that were reviewed at the commit that was merged: what was pushed afterwards nobody has seen. */
async function plansOf({ number, head }: PullRequest, forge: Forge): Promise<Map<string, string>> {
  const comment = forge.own(await forge.comments(number), reportMark);
  return new Map(
    reviewedPlans(comment?.body ?? "")
      .filter(({ commit }) => commit === head.sha)
      .map(({ environment, digest }) => [environment, digest]),
  );
}

async function bring(environment: string, digest: string | undefined): Promise<Brought> {
  if (digest === undefined) {
    const { json } = await ruche("report", environment);
    if (json.result === "unchanged") return { environment, well: true, what: "nothing changes" };
    const plan = typeof json.digest === "string" ? `; the plan is ${json.digest}` : "";
    return {
      environment,
      well: false,
      what:
        `no plan was reviewed for this merge, and it is not empty: nothing was touched${plan}. Review it, ` +
        "and start the workflow by hand with that digest",
    };
  }
  const { status, json } = await ruche("up", environment, "--reviewed", digest);
  if (status === exitStatus.done)
    return {
      environment,
      well: true,
      what:
        `${json.changes === 0 ? "nothing to change" : `${counted(Number(json.changes), "change")} made`} in ` +
        `${String(json.seconds)} s, as reviewed (plan ${digest.slice(0, 12)})`,
    };
  const other =
    typeof json.digest === "string"
      ? ` The plan now is ${json.digest}: review it, and start the workflow by hand with that digest.`
      : "";
  return { environment, well: false, what: `${String(json.error)}${other}` };
}
