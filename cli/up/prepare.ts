import { existsSync } from "node:fs";
import { join } from "node:path";
import execa from "execa";
import { recordOf } from "../../bundling/record";
import { machinesOf } from "../../drivers";
import type { PreparedMachines } from "../../drivers/contracts/machines";
import { setUp } from "../../engine";
import { buildImage } from "../../images/build";
import { type ImageName, imageName } from "../../images/catalogue";
import type { Environment } from "../../model/environment";
import { ingressImages } from "../../model/ingress";
import { ensurePackages } from "../../tools/debianPackages";
import { catalogueFacts } from "../catalogue";
import { cache, cloneId, root } from "../clone";
import type { Progress } from "../progress";
import { plugins } from "../pulumi/plugins";
import { Stack } from "../pulumi/stack";
import type { CheckedWorkspace, Workspace } from "../workspace";

/** Everything a command needs to work on an environment. */
export interface Prepared {
  readonly stack: Stack;
  /** What makes the machines. */
  readonly machines: PreparedMachines;
}

/** Pulumi alone: enough to look at a stack. */
export async function openStack(workspace: Workspace, progress: Progress): Promise<Stack> {
  const engine = await setUp({
    plugins,
    cache,
    onProgress: ({ name, state, usualSeconds, detail }) => {
      if (state === "running" && !detail)
        progress.say(`building ${name}: usually ${usualSeconds} s, once on this computer`);
      if (state === "waiting") progress.say(`waiting for another process that builds ${name}`);
      if (state === "running") progress.start(`building ${name}`, usualSeconds, detail);
      if (state === "done" || state === "failed") progress.end(`building ${name}`, { failed: state === "failed" });
    },
  });
  return new Stack(workspace, engine.environment);
}

/**
 * Brings in what is missing: Debian packages, Pulumi and its plugins, a container engine; and begins to build images.
 */
export async function prepare(
  workspace: CheckedWorkspace,
  progress: Progress,
  { images = true } = {},
): Promise<Prepared> {
  const say = (line: string): void => progress.say(line);
  const opening = openStack(workspace, progress);
  opening.catch(() => {}); // awaited below; a failure elsewhere must not leave it unhandled
  const translating = translate([
    "policies/index.ts",
    "stacks/index.ts",
    ...(images ? ["images/deliver.ts", "images/main.ts"] : []),
  ]);
  // Images are built with them.
  await ensurePackages(machinesOf(workspace.environment.machines.provider).packages, { onProgress: say });
  if (images) beginImages(neededImages(workspace.environment), say);
  const machines = await prepareMachines(workspace.environment.machines.provider, workspace.name, say);
  try {
    await translating;
    return { stack: await opening, machines };
  } catch (error) {
    await machines.release();
    throw error;
  }
}

/** Makes ready what makes the machines of an environment, with the packages that it needs. */
export async function prepareMachines(
  provider: string,
  environment: string,
  say: (line: string) => void,
): Promise<PreparedMachines> {
  const driver = machinesOf(provider);
  await ensurePackages(driver.packages, { onProgress: say });
  return driver.prepare({ root, cloneId, environment, cache, say });
}

/** The same for as long as a command works. */
export async function withPrepared<T>(
  workspace: CheckedWorkspace,
  progress: Progress,
  work: (prepared: Prepared) => Promise<T>,
  options?: { readonly images?: boolean },
): Promise<T> {
  const prepared = await prepare(workspace, progress, options);
  try {
    return await work(prepared);
  } finally {
    await prepared.machines.release();
  }
}

/**
 * In a clone that was never used, translates what Pulumi is about to run; it would do so itself, but one after the
 * other.
 */
async function translate(entries: readonly string[]): Promise<void> {
  const never = entries.filter((entry) => !existsSync(recordOf(entry)));
  await Promise.all(never.map((entry) => execa("node", [join(root, "bundling/bundle.js"), entry], { reject: false })));
}

/** Images that an environment needs, the one that everything waits for first. */
function neededImages({ machines, services }: Environment): ImageName[] {
  const { images } = catalogueFacts();
  return [
    ...new Set([
      ...machinesOf(machines.provider).images,
      ...ingressImages,
      // A database's image is called like its engine.
      ...services.flatMap(({ database }) => database ?? []),
      ...services.map(({ kind }) => images[kind]!),
    ]),
  ].map(imageName);
}

/**
 * Builds beside everything else. Whoever needs an image asks for it again, waits for the same build and reports its
 * failure.
 */
function beginImages(names: readonly ImageName[], say: (line: string) => void): void {
  for (const name of names) buildImage(name, { cache, onProgress: say }).catch(() => {});
}
