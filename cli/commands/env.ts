import { join } from "node:path";
import { quote } from "../../tools/shell";
import { root, usualEnvironment } from "../clone";
import { type CommandDefinition, environmentCommand, explained } from "../command";
import { noteOf } from "../exports";
import { prepare } from "../up/prepare";
import { checkedWorkspace } from "../workspace";

/** `./ruche env [environment]` */
export const env = (): CommandDefinition => ({
  command: environmentCommand("env")
    .summary("print the exports with which plain `pulumi` does the same")
    .description(
      explained(
        [
          "Prints shell exports: with them, plain `pulumi preview` and `pulumi up` use the same engine, state and policies.",
        ],
        `eval "$(./ruche env ${usualEnvironment})" && pulumi preview --stack ${usualEnvironment}`,
      ),
    ),
  run: async ({ args: [name], progress }) => {
    const workspace = checkedWorkspace(name!);
    // A container engine that is started for this goes on: plain `pulumi` comes next.
    const { stack } = await prepare(workspace, progress, { images: false });
    await stack.ensure();
    await stack.summary(); // puts the key where `ssh` looks for it
    const variables = {
      // Pulumi keeps its own notes (a salt) in a project of their own, not in the environment's file.
      ...stack.variables,
      PULUMI_OPTION_CWD: workspace.project,
      PULUMI_OPTION_POLICY_PACK: join(root, "policies"),
      PULUMI_STACK: name!,
    };
    const exported = { ...variables, ...noteOf(variables) };
    return {
      json: exported,
      text: Object.entries(exported)
        .map(([key, value]) => `export ${key}=${quote(value)}`)
        .join("\n"),
    };
  },
});
