/** Collects a review: from a preview against what is deployed, or from what two commits declare. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pulumiVersion } from "../../engine/versions";
import { backupChanges } from "../../model/review/backupChanges";
import { blastRadii } from "../../model/review/blastRadius";
import { capacityChanges } from "../../model/review/capacity";
import { exposureMatrix } from "../../model/review/exposure";
import { exposureChanges } from "../../model/review/exposureChanges";
import { factsOf, type ReviewedResource } from "../../model/review/facts";
import type { Verdict } from "../../policies/core/verdict";
import { run } from "../../tools/run";
import { root, rucheVersion } from "../clone";
import { exitStatus, Refusal } from "../failure";
import type { Progress } from "../progress";
import type { Result } from "../pulumi/stack";
import { withEnvironment } from "../up/change";
import { withPrepared } from "../up/prepare";
import { checkedEnvironment, checkedWorkspace, environmentText } from "../workspace";
import { between, commitOf, previewDeclared } from "./declared";
import { declaredLines } from "./lines";
import { changesOf, isChange, Plan, type PlannedStep, planDigest } from "./plan";
import type { Base, Review } from "./review";
import { statefulChanges } from "./stateful";

/** What a preview found, whatever it was compared with. */
interface Found {
  readonly result: Result;
  readonly steps: readonly PlannedStep[];
  /** What there is, or was declared. */
  readonly before: readonly ReviewedResource[];
  /** Text of the pack's verdict. */
  readonly verdict: string | undefined;
}

/**
 * Reviews an environment of this clone. A review is made whatever happens: one that failed tells why.
 *
 * @param against - A commit whose declaration is compared; without one the state of what is deployed.
 * @throws Refusal where there is no such environment or commit.
 */
export async function collect(environment: string, against: string | undefined, progress: Progress): Promise<Review> {
  const text = environmentText(environment);
  const base: Base =
    against === undefined ? { kind: "deployed" } : { kind: "declared", ref: against, commit: await commitOf(against) };
  const command = `./ruche report ${environment}${against === undefined ? "" : ` --against ${against}`}`;
  const parts = await (base.kind === "deployed"
    ? fromDeployed(environment, progress)
    : fromDeclared(environment, base.commit, progress)
  ).then(
    (found) => told(environment, found, base),
    (error: unknown) => failed(error),
  );
  return {
    version: 1,
    environment,
    at: new Date().toISOString(),
    base,
    ...parts,
    tier: parts.verdict?.tier ?? /^\s*["']?ruche:tier["']?\s*:\s*["']?(\w+)/m.exec(text)?.[1] ?? "production",
    file: `environments/Pulumi.${environment}.yaml`,
    lines: declaredLines(text),
    commit: await commit(),
    versions: versions(),
    seconds: Math.round(progress.seconds),
    command,
  };
}

async function fromDeployed(environment: string, progress: Progress): Promise<Found> {
  const checked = checkedWorkspace(environment);
  const file = join(checked.directory, "verdict.json");
  const workspace = { ...checked, variables: { ...checked.variables, RUCHE_VERDICT: file } };
  return withEnvironment(workspace, progress, () =>
    withPrepared(
      workspace,
      progress,
      async ({ stack }) => {
        rmSync(file, { force: true });
        const plan = new Plan();
        const [result, before] = await stack.lent(() =>
          Promise.all([stack.preview((event) => plan.add(event)), stack.reviewed()]),
        );
        const verdict = existsSync(file) ? readFileSync(file, "utf8") : undefined;
        rmSync(file, { force: true });
        return { result, steps: plan.steps, before, verdict };
      },
      { images: false },
    ),
  );
}

async function fromDeclared(environment: string, commit: string, progress: Progress): Promise<Found> {
  checkedEnvironment(environment);
  // Both are waited for whatever becomes of one: each has a folder to remove.
  const [before, after] = (
    await progress.step("both declarations", 20, () =>
      Promise.allSettled([previewDeclared(environment, commit), previewDeclared(environment)]),
    )
  ).map(outcomeOf);
  if (before && !before.result.succeeded && !before.result.blocked)
    throw new Refusal(`What ${commit} declares cannot be previewed:\n${before.result.errors.join("\n")}`);
  return {
    result: after!.result,
    steps: between(before?.steps ?? [], after!.steps),
    before: before?.result.reviewed ?? [],
    verdict: after!.verdict,
  };
}

function outcomeOf<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === "rejected") throw settled.reason;
  return settled.value;
}

type Parts = Pick<
  Review,
  | "result"
  | "digest"
  | "changes"
  | "stateful"
  | "exposure"
  | "backups"
  | "capacity"
  | "blastRadius"
  | "verdict"
  | "said"
  | "errors"
  | "warnings"
>;

function resultOf({ blocked, succeeded }: Found["result"], steps: Found["steps"]): Review["result"] {
  if (blocked) return "blocked";
  if (!succeeded) return "failed";
  return steps.some(isChange) ? "changes" : "unchanged";
}

function told(environment: string, { result, steps, before, verdict }: Found, base: Base): Parts {
  const known = result.succeeded || result.blocked;
  const [old, planned] = [factsOf(before), factsOf(known ? result.reviewed : [])];
  const matrix = known ? exposureMatrix(planned) : undefined;
  return {
    result: resultOf(result, steps),
    digest: known && base.kind === "deployed" ? planDigest(environment, steps, root) : null,
    changes: changesOf(steps),
    stateful: statefulChanges(steps, before),
    exposure: matrix ? { matrix, changes: exposureChanges(exposureMatrix(old), matrix) } : null,
    backups: known ? backupChanges(old, planned) : [],
    capacity: known ? capacityChanges(before, result.reviewed) : [],
    blastRadius: known ? blastRadii(planned) : null,
    verdict: verdict === undefined ? null : (JSON.parse(verdict) as Verdict),
    said: result.policies,
    errors: result.errors,
    warnings: result.warnings,
  };
}

/** A review of what could not be previewed. Who asks for what is not there is told so instead. */
function failed(error: unknown): Parts {
  if (error instanceof Refusal && error.status === exitStatus.wrongUse) throw error;
  const message = error instanceof Error ? error.message : String(error);
  return {
    result: "failed",
    digest: null,
    changes: [],
    stateful: [],
    exposure: null,
    backups: [],
    capacity: [],
    blastRadius: null,
    verdict: null,
    said: [],
    errors: [message],
    warnings: [],
  };
}

async function commit(): Promise<Review["commit"]> {
  const git = (...args: string[]) => run("git", ["-C", root, ...args], { accept: [0, 1, 128] }).catch(() => undefined);
  const head = await git("rev-parse", "HEAD");
  if (head?.status !== 0) return null;
  return { id: head.stdout.trim(), changed: (await git("status", "--porcelain"))?.stdout !== "" };
}

const versions = (): Review["versions"] => ({
  ruche: rucheVersion(),
  pulumi: pulumiVersion,
  node: process.versions.node,
});
