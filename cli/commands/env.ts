import { join, relative } from "node:path";
import { quote } from "../../tools/shell";
import { root, usualEnvironment } from "../clone";
import { type CommandDefinition, environmentCommand, explained } from "../command";
import { isEncrypted } from "../environment/passphrase";
import { noteOf } from "../exports";
import { withEnvironment } from "../up/change";
import { prepare } from "../up/prepare";
import { checkedWorkspace, environmentText } from "../workspace";

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
    const { stack } = await withEnvironment(workspace, progress, async () => {
      // A container engine that is started for this goes on: plain `pulumi` comes next.
      const prepared = await prepare(workspace, progress, { images: false });
      await prepared.stack.ensure();
      await prepared.stack.summary(); // puts the key where `ssh` looks for it
      return prepared;
    });
    // Encrypted values are written where they are read. Of any other file Pulumi keeps its own notes (a salt) in a
    // project of their own.
    const project = isEncrypted(environmentText(name!)) ? root : workspace.project;
    const variables = {
      ...stack.variables,
      PULUMI_OPTION_CWD: project,
      PULUMI_OPTION_POLICY_PACK: relative(project, join(root, "policies")),
      PULUMI_STACK: name!,
    };
    const exported = { ...variables, ...noteOf(variables) };
    return {
      json: exported,
      text: [
        // Pulumi takes a passphrase that is there and empty before the file.
        ...("PULUMI_CONFIG_PASSPHRASE_FILE" in exported ? ["unset PULUMI_CONFIG_PASSPHRASE"] : []),
        ...Object.entries(exported).map(([key, value]) => `export ${key}=${quote(value)}`),
      ].join("\n"),
    };
  },
});
