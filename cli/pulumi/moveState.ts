import type { StateResource } from "../../model/state";
import { Refusal } from "../failure";
import type { Stack } from "./stack";

/**
 * Takes a state from one place to another. Killed at any moment, it goes on when it is run again: what has arrived is
 * not taken a second time.
 *
 * @returns how many resources there are
 */
export async function move(
  name: string,
  source: Stack,
  target: Stack,
  [from, to]: readonly [string, string],
): Promise<number> {
  if (!(await source.isThere()))
    throw new Refusal(`There is no state of ${name} in ${from}. Say with --from where it is; nothing was touched.`);
  const state = await source.export();
  const resources = state.deployment.resources ?? [];
  await readable(name, from, () => target.ensure());
  const before = await target.resources();
  if (before.length === 0 && resources.length > 0) await readable(name, from, () => taken(target, state));
  else if (!same(before, resources)) {
    throw new Refusal(
      `${to} has a state of ${name} already, with ${before.length} resources, and it is not the one in ${from}, with ${resources.length}. Look which one is the platform's (pulumi stack export), and remove the other; nothing was touched.`,
    );
  }
  if (!same(await target.resources(), resources))
    throw new Error(`the state of ${name} did not arrive whole in ${to}; it is still in ${from}`);
  await source.remove({ evenWithResources: true });
  return resources.length;
}

/** The empty stack goes again where the state cannot be taken: it is bound to the passphrase that is set. */
async function taken(target: Stack, state: unknown): Promise<void> {
  try {
    await target.import(state);
  } catch (error) {
    await target.remove();
    throw error;
  }
}

async function readable<Result>(name: string, from: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!/passphrase/i.test((error as Error).message)) throw error;
    throw new Refusal(
      `The state of ${name} in ${from} is encrypted with another passphrase than the one that is set. Set the platform's own: PULUMI_CONFIG_PASSPHRASE_FILE, or .ruche/passphrase; nothing was touched.`,
    );
  }
}

/** Secrets are encrypted anew on the way: resources are told by what they are. */
function same(some: readonly StateResource[], others: readonly StateResource[]): boolean {
  const what = (resources: readonly StateResource[]): string =>
    JSON.stringify(resources.map(({ urn, id }) => [urn, id]).sort());
  return what(some) === what(others);
}
