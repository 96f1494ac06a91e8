import { createInterface } from "node:readline/promises";
import { Command } from "commander";
import type { Environment } from "../../model/environment";
import type { CommandDefinition } from "../command";
import { exitStatus, Refusal } from "../failure";
import { Progress } from "../progress";
import { withEnvironment } from "../up/change";
import { describeOutcome } from "../up/outcome";
import { withPrepared } from "../up/prepare";
import { marked, recover } from "../up/recovery";
import { checkedWorkspace, forget } from "../workspace";

/** `./ruche down [environment]` */
export const down = (): CommandDefinition => ({
  command: new Command("down")
    .argument("[environment]", "name of the environment", "lab")
    .option("--consent <name>", "the environment's name: its data may be deleted (asked for otherwise)")
    .summary("remove an environment and all it made on this computer")
    .description(
      "Removes an environment: machines, networks, files, processes; the computer's network settings are put back. What was built stays in the cache.\n\nExample: ./ruche down lab --consent lab",
    ),
  run: async ([name = "lab"], { consent }) => {
    const workspace = checkedWorkspace(name);
    const progress = new Progress();
    await askForConsent(name, workspace.environment, consent as string | undefined);
    return withEnvironment(workspace, progress, () =>
      withPrepared(
        workspace,
        progress,
        async ({ stack, machines }) => {
          await stack.ensure();
          await recover(workspace, stack, machines, (line) => progress.say(line));
          const strays = await machines.removeStrays(await stack.resources());
          const result = await progress.step("removing", 20, () => marked(workspace, () => stack.destroy()));
          if (!result.succeeded)
            throw new Refusal(
              `Not all could be removed; run it again.\n${describeOutcome(result)}`,
              exitStatus.failed,
              { errors: result.errors },
            );
          await stack.remove();
          forget(workspace);
          await machines.release(true);
          progress.stop();
          const seconds = Math.round(progress.seconds);
          return {
            json: { environment: name, removed: result.changes.length + strays, seconds },
            text: `${name} is gone (${seconds} s). What was built is kept in the cache for the next time.`,
          };
        },
        { images: false },
      ),
    );
  },
});

/** Data is never deleted without the environment's name typed by somebody. */
async function askForConsent(name: string, { services }: Environment, given: string | undefined): Promise<void> {
  const stateful = services.filter((service) => service.stateful).map((service) => service.name);
  if (stateful.length === 0 || given === name) return;
  const what = `This deletes the data of ${stateful.join(", ")}.`;
  if (given !== undefined || !process.stdin.isTTY) {
    throw new Refusal(
      `${what} Nothing was touched. Say so with the environment's name: ./ruche down ${name} --consent ${name}`,
      exitStatus.failed,
    );
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await prompt.question(`${what} Type the name of the environment to go on: `);
  prompt.close();
  if (answer.trim() !== name) throw new Refusal("Nothing was touched.", exitStatus.failed);
}
