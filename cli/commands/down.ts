import { usualEnvironment } from "../clone";
import { type CommandDefinition, environmentCommand, explained } from "../command";
import { askForConsent } from "../consent";
import { exitStatus, Refusal } from "../failure";
import { describeOutcome } from "../up/outcome";
import { marked, recover } from "../up/recovery";
import { forget } from "../workspace";
import { onEnvironment } from "./onPlatform";

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
        ],
        `./ruche down ${usualEnvironment} --consent ${usualEnvironment}`,
      ),
    ),
  run: onEnvironment(
    async ({ name, workspace, stack, machines, progress }) => {
      await stack.ensure();
      await recover(workspace, stack, machines, (line) => progress.say(line));
      const strays = await machines.removeStrays(await stack.resources());
      const result = await progress.step("removing", 20, () => marked(workspace, () => stack.destroy()));
      if (!result.succeeded)
        throw new Refusal(`Not all could be removed; run it again.\n${describeOutcome(result)}`, exitStatus.failed, {
          errors: result.errors,
        });
      await stack.remove();
      forget(workspace);
      await machines.release(true);
      const seconds = Math.round(progress.seconds);
      return {
        json: { environment: name, removed: result.changes.length + strays, seconds },
        text: `${name} is gone (${seconds} s). What was built is kept in the cache for the next time.`,
      };
    },
    {
      images: false,
      // Data is never deleted without the environment's name typed by somebody.
      first: async ({ name, environment }, { options }) => {
        const stateful = environment.services.filter((service) => service.stateful).map((service) => service.name);
        if (stateful.length === 0) return;
        await askForConsent({
          what: `This deletes the data of ${stateful.join(", ")}.`,
          of: "environment",
          word: name,
          given: options.consent as string | undefined,
          remedy: `Nothing was touched. Say so with the environment's name: ./ruche down ${name} --consent ${name}`,
        });
      },
    },
  ),
});
