import { usualEnvironment } from "../clone";
import { type Answer, type Call, type CommandDefinition, environmentCommand, explained } from "../command";
import { askForConsent } from "../consent";
import { forget } from "../environment/forget";
import { type Leaving, leaving } from "../environment/leaving";
import { exitStatus, Refusal } from "../failure";
import { removeIdentity } from "../pulumi/identity";
import { alone } from "../up/change";
import { openStack, prepareMachines } from "../up/prepare";
import { recover } from "../up/recovery";
import { environmentNames } from "../workspace";

/** `./ruche down [environment]` */
export const down = (): CommandDefinition => ({
  command: environmentCommand("down")
    .option("--consent <name>", "the environment's name: its data may be deleted (asked for otherwise)")
    .summary("remove an environment and all it made on this computer")
    .description(
      explained(
        [
          "Removes an environment: machines, networks, files, processes;",
          "the computer's network settings are put back.",
          "What was built stays in the cache.",
          "It also works without the environment's file, or with one that has mistakes.",
        ],
        `./ruche down ${usualEnvironment} --consent ${usualEnvironment}`,
      ),
    ),
  run: async (call) => {
    const going = leaving(call.args[0]!, environmentNames());
    if (going.warning) call.progress.say(going.warning);
    await consented(going, call);
    return alone(going.workspace, call.progress, () => removed(going, call));
  },
});

/** Data is never deleted without the environment's name typed by somebody. */
async function consented({ workspace: { name }, stateful }: Leaving, { options }: Call): Promise<void> {
  if (stateful?.length === 0) return;
  await askForConsent({
    what: `This deletes the data of ${stateful?.join(", ") ?? `whatever ${name} has`}.`,
    of: "environment",
    word: name,
    given: options.consent as string | undefined,
    remedy: `Nothing was touched. Say so with the environment's name: ./ruche down ${name} --consent ${name}`,
  });
}

async function removed({ workspace, provider, text, hasState }: Leaving, { progress }: Call): Promise<Answer> {
  const { name } = workspace;
  const say = (line: string): void => progress.say(line);
  const machines = await prepareMachines(provider, name, say);
  let count = 0;
  try {
    if (hasState) {
      const stack = await openStack(workspace, progress);
      await recover(stack, machines, say);
      const resources = await stack.resources();
      const identity = (await stack.summary())?.identityFile;
      count += await machines.removeStrays(resources);
      if (await stack.isThere()) {
        const result = await progress.step("removing", 20, () => stack.destroy());
        if (!result.succeeded)
          throw new Refusal(
            [
              `Not all of ${name} ${result.interrupted ? "was" : "could be"} removed; run it again.`,
              ...(result.interrupted ? [] : result.errors.map((error) => `  error: ${error}`)),
            ].join("\n"),
            exitStatus.failed,
            { errors: result.errors },
          );
        count += result.changes.length;
        await stack.remove();
        // One that was looked for after its resource was gone was written once more.
        if (identity !== undefined) removeIdentity(identity);
      }
    } else count += await machines.removeStrays([]);
  } catch (error) {
    await machines.release();
    throw error;
  }
  const stays = await forget(workspace, text);
  // Where nothing was, nothing is left that would keep a container engine; another clone may want it.
  await machines.release(hasState || count > 0);
  const seconds = Math.round(progress.seconds);
  return {
    json: { environment: name, removed: count, seconds, stays },
    text: [
      count > 0
        ? `${name} is gone (${seconds} s). What was built is kept in the cache for the next time.`
        : `${name} was not up: there was nothing to remove.`,
      ...stays,
    ].join("\n"),
  };
}
