/**
 * `./ruche forge preview` and `comment`: a pull request is previewed by one run and told of by another, since only the
 * second may write.
 */
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exitStatus, Refusal } from "../failure";
import { Progress } from "../progress";
import { collect } from "../review/collect";
import { markdown } from "../review/markdown";
import { type Review, verdictLine } from "../review/review";
import { environmentNames } from "../workspace";
import { Forge } from "./api";
import { type ForgeEvent, readEvent } from "./event";
import { type LeftReport, reportComment, reportMark } from "./reportComment";
import { type Done, type RunnerVariables, reachable, runAddress, summarise } from "./work";

/**
 * Previews every environment of a pull request into `folder`. One whose state is within reach is compared with what is
 * deployed; any other one, and all of them where the code comes from a fork, with what the base of the pull request
 * declares. Status 1 when something blocks or fails.
 */
export async function previewPullRequest(variables: RunnerVariables, folder: string): Promise<Done> {
  const { pull_request: pull } = readEvent(variables);
  if (pull === undefined)
    throw new Refusal("There is no pull request to preview: this task is for events of pull requests.");
  const ours = pull.head.repo?.full_name === variables.GITHUB_REPOSITORY;
  const within = ours ? reachable() : [];
  mkdirSync(folder, { recursive: true });
  const reviews: Review[] = [];
  for (const environment of environmentNames()) {
    const progress = new Progress();
    const review = await collect(environment, within.includes(environment) ? undefined : pull.base.sha, progress);
    progress.stop();
    writeFileSync(join(folder, `${environment}.json`), JSON.stringify(review));
    summarise(variables, markdown(review));
    reviews.push(review);
  }
  const bad = reviews.some(({ result }) => result === "blocked" || result === "failed");
  return {
    status: bad ? exitStatus.failed : exitStatus.done,
    json: { environments: reviews.map(({ environment, result, digest }) => ({ environment, result, digest })) },
    text: reviews
      .map(
        (review) =>
          `${review.environment}: ${verdictLine(review)}${review.errors.map((error) => `\n  ${error}`).join("")}`,
      )
      .join("\n"),
  };
}

/** Writes what previews left in `folder` into the pull request's comment; where they left nothing, that. */
export async function commentOnPullRequest(variables: RunnerVariables, folder: string): Promise<Done> {
  const forge = Forge.fromVariables(variables);
  const event = readEvent(variables);
  const pull = await pullRequestOf(event, forge);
  if (pull === undefined)
    return {
      status: exitStatus.done,
      json: { commented: "not" },
      text: "No open pull request is at the commit that was previewed: a newer one has its own preview.",
    };
  const { number, head } = pull;
  const fork = head.repo?.full_name !== forge.place.repository;
  const body = reportComment(leftReports(folder), {
    commit: head.sha,
    fork,
    run: event.workflow_run?.html_url ?? runAddress(variables),
  });
  const commented = await forge.comment(number, reportMark, body);
  return {
    status: exitStatus.done,
    json: { pullRequest: number, commented },
    text: `Comment on #${number}: ${commented}.`,
  };
}

type Pull = NonNullable<ForgeEvent["pull_request"]>;

/**
 * The pull request that was previewed. What a run in a fork says of itself is not asked: the forge knows which commit
 * it ran on.
 */
async function pullRequestOf(
  { pull_request: own, workflow_run: run }: ForgeEvent,
  forge: Forge,
): Promise<Pick<Pull, "number" | "head"> | undefined> {
  if (own !== undefined || run === undefined) return own;
  return (await forge.openPullRequests()).find(
    ({ head }) => head.sha === run.head_sha && head.repo?.full_name === run.head_repository.full_name,
  );
}

/** More than this is no report. */
const most = { files: 50, bytes: 20_000_000 };

/** Reports in a folder that somebody else's code may have filled. */
function leftReports(folder: string): LeftReport[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder)
    .flatMap((file) => /^([a-z][a-z0-9-]{0,62})\.json$/.exec(file)?.[1] ?? [])
    .sort()
    .slice(0, most.files);
  return names.map((environment) => ({ environment, review: readReview(join(folder, `${environment}.json`)) }));
}

function readReview(file: string): Review | undefined {
  try {
    const size = lstatSync(file);
    return size.isFile() && size.size <= most.bytes ? (JSON.parse(readFileSync(file, "utf8")) as Review) : undefined;
  } catch {
    return undefined;
  }
}
