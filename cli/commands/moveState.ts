import { Command } from "commander";
import { mayBeSecret } from "../../model/environment/secrets";
import { stateAddress, stateAddresses } from "../../model/environment/stateAddress";
import type { StateResource } from "../../model/state";
import type { CommandDefinition } from "../command";
import { exitStatus, Refusal } from "../failure";
import { Progress } from "../progress";
import type { Stack } from "../pulumi/stack";
import { withEnvironment } from "../up/change";
import { openStack } from "../up/prepare";
import { checkedEnvironment, environmentText, openWorkspace, ownState, sharedState } from "../workspace";

/** `./ruche move-state <environment> --from <address>` */
export const moveState = (): CommandDefinition => ({
  command: new Command("move-state")
    .argument("<environment>", "name of the environment")
    .requiredOption(
      "--from <address>",
      "where the state is now: files for this clone, or an address as ruche:state has it",
    )
    .summary("take an environment's state to where its file says")
    .description(
      "Takes the state of an environment from where it is to where its file says that it shall be (ruche:state). The machines are not touched; where it was, the state is forgotten once it has arrived whole.\n\nExample: ./ruche move-state lab --from files",
    ),
  run: async ([environment], { from }) => {
    const name = environment!;
    checkedEnvironment(name);
    const text = environmentText(name);
    const to = process.env.PULUMI_BACKEND_URL || (sharedState(text) ?? ownState);
    const old = addressOf(String(from));
    if (old === to)
      throw new Refusal(
        `environments/Pulumi.${name}.yaml says that the state of ${name} shall be where it is to be taken from (${String(from)}). Write into it where the state shall be (ruche:state), then run this again; nothing was touched.`,
      );
    const progress = new Progress();
    const workspace = openWorkspace(name, to);
    return withEnvironment(workspace, progress, async () => {
      const [source, target] = await Promise.all([
        openStack(openWorkspace(name, old), progress),
        openStack(workspace, progress),
      ]);
      const resources = await move(name, source, target, [String(from), told(to)]);
      progress.stop();
      return {
        json: { environment: name, from, to: told(to), resources },
        text: [
          `The state of ${name} is in ${told(to)} now, with ${resources} resources. ./ruche preview ${name} shows that nothing changes.`,
          ...(old === ownState
            ? [
                "Whoever works with it needs the passphrase, too: this clone's is in .ruche/passphrase, unless a variable has it.",
              ]
            : []),
        ].join("\n"),
      };
    });
  },
});

/**
 * Killed at any moment, it goes on when it is run again: what has arrived is not taken a second time.
 * @returns how many
 * resources there are
 */
async function move(
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

function addressOf(from: string): string {
  if (mayBeSecret([], from))
    throw new Refusal(
      "--from has a password in it, which every list of processes shows. Give the address without it: PostgreSQL's is read from PGPASSWORD or PGPASSFILE; nothing was touched.",
      exitStatus.wrongUse,
    );
  if (!stateAddress.test(from))
    throw new Refusal(`--from is "${from}". Allowed: ${stateAddresses}`, exitStatus.wrongUse);
  return from === "files" ? ownState : from;
}

function told(address: string): string {
  if (address === ownState) return "files";
  return mayBeSecret([], address) ? "the address that PULUMI_BACKEND_URL has" : address;
}
