import { randomBytes } from "node:crypto";
import { Command } from "commander";
import { parse } from "yaml";
import { root } from "../clone";
import { type CommandDefinition, explained } from "../command";
import { exitStatus, Refusal } from "../failure";
import { Stack } from "../pulumi/stack";
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
    const { variables } = await openStack(workspace, progress);
    const stack = new Stack({ ...workspace, project: root }, variables);
    await stack.ensure();
    await stack.setSecret("ruche:seed", randomBytes(32).toString("hex"));
    return {
      json: { environment: name },
      text:
        `environments/Pulumi.${name}.yaml has its seed now, encrypted with the passphrase in .ruche/passphrase. ` +
        "Commit the file; keep the passphrase elsewhere.",
    };
  },
});
