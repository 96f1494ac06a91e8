import { randomBytes } from "node:crypto";
import { Command } from "commander";
import { parse } from "yaml";
import { root } from "../clone";
import { type CommandDefinition, explained } from "../command";
import { passphrasePlace } from "../environment/passphrase";
import { exitStatus, Refusal } from "../failure";
import { Stack } from "../pulumi/stack";
import { withEnvironment } from "../up/change";
import { openStack } from "../up/prepare";
import { environmentText, openWorkspace } from "../workspace";

/** `./ruche seed NAME` */
export const seed = (): CommandDefinition => ({
  command: new Command("seed")
    .argument("<environment>", "name of the environment")
    .summary("give an environment its seed, encrypted in its file")
    .description(
      explained(
        [
          "Makes the secret from which all others of the environment are derived, and writes it encrypted into its file.",
          "An environment that is up keeps the seed it has.",
          "Staging and production need one;",
          "keep the passphrase (.ruche/passphrase) where you keep what must not be lost.",
        ],
        "./ruche seed school",
      ),
    ),
  run: async ({ args: [name], progress }) => {
    const { config } = (parse(environmentText(name!)) ?? {}) as { config?: Record<string, unknown> };
    if (config?.["ruche:seed"] !== undefined) {
      throw new Refusal(
        `environments/Pulumi.${name}.yaml has a seed already. ` +
          "Another one would change every password and key of the platform; nothing was written.",
        exitStatus.failed,
      );
    }
    const workspace = openWorkspace(name!);
    return withEnvironment(workspace, progress, async () => {
      const { variables } = await openStack(workspace, progress);
      const stack = new Stack({ ...workspace, project: root }, variables);
      // A platform that is up goes on with the seed that it has: another one would change every password and key, and
      // no backup could be read any more.
      const deployed = (await stack.credentials())?.seed;
      const made = deployed ?? randomBytes(32).toString("hex");
      await stack.lent(async () => {
        await stack.setSecret("ruche:seed", made);
        if ((await stack.configured("ruche:seed")) !== made)
          throw new Refusal(
            `environments/Pulumi.${name}.yaml does not give back the seed that was written: remove its line ` +
              "ruche:seed, and run this again.",
          );
      });
      return {
        json: { environment: name, deployed: deployed !== undefined },
        text:
          `environments/Pulumi.${name}.yaml has ` +
          `${deployed === undefined ? "its seed" : `the seed with which ${name} is up`} now, encrypted with the ` +
          `passphrase in ${passphrasePlace(process.env)}. Commit the file; keep the passphrase elsewhere.`,
      };
    });
  },
});
