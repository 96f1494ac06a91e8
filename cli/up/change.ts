import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../../drivers/contracts/finding";
import { workloadTypes } from "../../model/cluster";
import type { State } from "../../model/state";
import type { StackSummary } from "../../model/summary";
import { withLock } from "../../tools/lock";
import { keepState } from "../backup/keptState";
import { root } from "../clone";
import { admit, proveRepaired, repairable } from "../drift/repair";
import { exitStatus, Refusal } from "../failure";
import type { Progress } from "../progress";
import type { Result, Stack } from "../pulumi/stack";
import { Plan, planDigest } from "../review/plan";
import { untilWell, wellNow } from "../status/health";
import { environmentLock, refresh, type Workspace } from "../workspace";
import { counted, describeOutcome } from "./outcome";
import { otherSeed } from "./sameSeed";
import { fingerprint, recall, remember } from "./unchanged";

/** One change at a time: a second command waits and says for whom. */
export function withEnvironment<T>(workspace: Workspace, progress: Progress, work: () => Promise<T>): Promise<T> {
  return alone(workspace, progress, () => {
    refresh(workspace);
    return work();
  });
}

/** The same for what needs no more than to be alone. */
export function alone<T>(
  { name, directory }: Pick<Workspace, "name" | "directory">,
  progress: Progress,
  work: () => Promise<T>,
): Promise<T> {
  return withLock(
    environmentLock(name),
    () => {
      // A `down` that was waited for has removed it.
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      return work();
    },
    {
      onWait: (holder) =>
        progress.say(`another ruche (process ${holder}) is changing ${name}: waiting for it to finish`),
    },
  );
}

/** An environment that was brought to what is declared. */
export interface BroughtUp {
  readonly planned: Result;
  readonly summary: StackSummary;
  /** What somebody had changed by hand and was put right again. */
  readonly repaired: readonly Finding[];
}

/** What was done, for people. */
export function describeBroughtUp({ planned: { changes }, repaired }: BroughtUp): string {
  if (changes.length === 0) return "Nothing to change";
  const repairs = `, which put right what was changed by hand in ${counted(repaired.length, "place")}`;
  return `${counted(changes.length, "change")} made${repaired.length > 0 ? repairs : ""}`;
}

/** How a platform is brought up where not everything is as usual. */
export interface BringUpOptions {
  /** Done before something is changed on a platform that is known already. */
  readonly before?: (known: StackSummary) => Promise<void>;
  /** Done after the update, while the services are waited for. */
  readonly meanwhile?: (planned: Result, summary: StackSummary) => Promise<void>;
  /** Services that are stopped, and stay as they are. */
  readonly held?: readonly string[];
  /** Digest of the plan that was reviewed: another plan is refused. */
  readonly reviewed?: string;
  /** Also puts right what was changed by hand since the last update. Default false. */
  readonly repair?: boolean;
}

/**
 * Makes what is missing, changes what differs, and waits until every service answers.
 *
 * @throws Refusal when a policy says no, a change fails, or something does not answer in the end.
 */
export async function bringUp(
  workspace: Workspace,
  stack: Stack,
  progress: Progress,
  { before, meanwhile, held = [], reviewed, repair = false }: BringUpOptions = {},
): Promise<BroughtUp> {
  const without = held.flatMap((service) =>
    [...workloadTypes].map((type) => `urn:pulumi:**::${type}::${service}-service`),
  );
  const plan = new Plan();
  const compare = (): Promise<Result> => stack.preview((event) => plan.add(event), without);
  const word = held.length === 0 ? wordOf(workspace, stack) : undefined;
  const unchanged = recall(workspace, word);
  const summaryBefore = stack.summary();
  const early = unchanged && summaryBefore.then((known) => known && alreadyWell(workspace, stack, known));
  early?.catch(() => {}); // awaited below
  const [declared, { known, repaired, looked }] = await progress.step("comparing with the declaration", 5, () =>
    Promise.all([
      unchanged ?? (word === undefined ? compare() : remembering(workspace, stack, word, compare)),
      summaryBefore.then(async (known) => {
        const looked = repair && known ? await stack.state() : undefined;
        const found = known && looked ? repairable(workspace.name, known, looked, (line) => progress.say(line)) : [];
        return { known, looked, repaired: await found };
      }),
    ]),
  );
  refuseUnlessPossible(declared);
  if (known) await refuseOtherSeed(workspace.name, stack, declared);
  // Where nothing is left to do, as when a run is started again, nothing can be other than it was looked at.
  if (reviewed !== undefined && declared.changes.length > 0) refuseOtherPlan(workspace.name, reviewed, plan);
  if (declared.changes.length + repaired.length > 0 && known) await before?.(known);
  const planned = repaired.length > 0 ? await withRepairs(stack, repaired, looked, without, progress) : declared;
  if (planned.changes.length > 0) await change(stack, planned, progress, without);
  // What was to be repaired may be gone by now: a change from another computer was ending.
  const summary = planned.changes.length + repaired.length > 0 ? await stack.summary() : known;
  if (!summary) throw new Error("the stack has no outputs after the update: run ./ruche up again");
  if (summary.authority) writeFileSync(join(workspace.directory, "authority.pem"), summary.authority);
  const besides = meanwhile?.(planned, summary);
  besides?.catch(() => {}); // awaited below: what does not answer is told first
  const [health, untaken] =
    (planned.changes.length + repaired.length === 0 && (await early)) ||
    (await Promise.all([
      progress.step("waiting until every service answers", 10, () =>
        untilWell({ ...summary, services: summary.services.filter(({ name }) => !held.includes(name)) }, 180),
      ),
      keepState(workspace, stack, summary),
    ]));
  if (untaken.length > 0)
    progress.say(`${untaken.join(", ")} took no copy of the state: ./ruche up ${workspace.name} tries again`);
  const ill = [
    ...health.machines.filter(({ reachable }) => !reachable),
    ...health.services.filter(({ healthy }) => !healthy),
  ].map(({ name }) => name);
  if (ill.length > 0)
    throw new Refusal(
      `The update is done, but ${ill.join(", ")} did not answer within 3 minutes. See ./ruche status ${workspace.name}`,
      exitStatus.failed,
      { ill },
    );
  await besides;
  if (repaired.length > 0) await proveRepaired(workspace.name, stack, summary, repaired);
  return { planned, summary, repaired };
}

/** One word for all that decides what a comparison finds; undefined where it cannot be told. */
function wordOf(workspace: Workspace, stack: Stack): string | undefined {
  const { file: state, variables } = stack;
  return state === undefined
    ? undefined
    : fingerprint({ workspace, variables: { ...process.env, ...variables }, state });
}

/** Compares, and notes if there was nothing to change. @param word - Of before. */
async function remembering(
  workspace: Workspace,
  stack: Stack,
  word: string,
  compare: () => Promise<Result>,
): Promise<Result> {
  const result = await compare();
  remember(workspace, [word, wordOf(workspace, stack)], result);
  return result;
}

/** What follows an update that changes nothing; undefined if something is not well yet, and has to be waited for. */
async function alreadyWell(workspace: Workspace, stack: Stack, known: StackSummary) {
  const [health, untaken] = await Promise.all([wellNow(known), keepState(workspace, stack, known)]);
  return health && ([health, untaken] as const);
}

async function refuseOtherSeed(environment: string, stack: Stack, { changes, reviewed }: Result): Promise<void> {
  const problem = changes.length > 0 ? otherSeed(environment, reviewed, await stack.reviewed()) : undefined;
  if (problem !== undefined) throw new Refusal(`${problem}; nothing was touched.`);
}

/** The same change, and the repairs with it. */
async function withRepairs(
  stack: Stack,
  repairs: readonly Finding[],
  looked: State | undefined,
  without: readonly string[],
  progress: Progress,
): Promise<Result> {
  const planned = await progress.step("comparing again, with what was changed by hand", 7, async () => {
    const before = await admit(stack, repairs, looked);
    const compared = await stack.preview(undefined, without);
    // The state goes on saying what it said, so that nothing was touched.
    if (!compared.succeeded) await stack.import(before);
    return compared;
  });
  refuseUnlessPossible(planned);
  return planned;
}

/** Ends here when the preview failed or a policy said no. */
function refuseUnlessPossible(planned: Result): void {
  if (planned.succeeded) return;
  if (planned.interrupted) throw new Refusal("Interrupted; nothing was touched.");
  const reason = planned.blocked
    ? "A policy refuses this change; nothing was touched."
    : "The preview failed; nothing was touched.";
  throw new Refusal(`${reason}\n${describeOutcome(planned)}`, planned.blocked ? exitStatus.policy : exitStatus.failed, {
    errors: planned.errors,
    policies: planned.policies,
  });
}

/**
 * What is done must be what was looked at: in between the platform, another change or a date may have made another plan
 * of it.
 */
function refuseOtherPlan(environment: string, reviewed: string, plan: Plan): void {
  const digest = planDigest(environment, plan.steps, root);
  if (digest === reviewed) return;
  throw new Refusal(
    `What would be done now is not what was reviewed (plan ${digest.slice(0, 12)} instead of ` +
      `${reviewed.slice(0, 12)}); nothing was touched. Look at it, and run it with its own digest: ` +
      `./ruche report ${environment}`,
    exitStatus.failed,
    { reviewed, digest },
  );
}

async function change(stack: Stack, planned: Result, progress: Progress, without: readonly string[]): Promise<void> {
  progress.say(`${counted(planned.changes.length, "change")} to make`);
  const result = await stack.up(progress.follow(planned), without);
  if (result.interrupted)
    throw new Refusal(
      `Interrupted, and ended in order. Run it again: it goes on where this ended.`,
      exitStatus.failed,
      { errors: result.errors },
    );
  if (!result.succeeded)
    throw new Refusal(describeOutcome(result), result.blocked ? exitStatus.policy : exitStatus.failed, {
      errors: result.errors,
      policies: result.policies,
    });
}
