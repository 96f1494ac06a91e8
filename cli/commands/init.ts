import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { initEnvironment } from "../../model/environment";
import { root, usualEnvironment } from "../clone";
import { type CommandDefinition, explained } from "../command";
import { exitStatus, Refusal } from "../failure";
import { environmentText } from "../workspace";

/** `./ruche init NAME --like lab` */
export const init = (): CommandDefinition => ({
  command: new Command("init")
    .argument("<name>", "name of the new environment")
    .option("--like <environment>", "the environment to copy", usualEnvironment)
    .summary("write a new environment's file")
    .description(
      explained(
        ["Writes environments/Pulumi.<name>.yaml like an existing one."],
        `./ruche init school --like ${usualEnvironment}`,
      ),
    ),
  run: async ({ args: [name], options: { like } }) => {
    const file = join("environments", `Pulumi.${name}.yaml`);
    if (existsSync(join(root, file)))
      throw new Refusal(`${file} is there already. Nothing was written.`, exitStatus.failed);
    const text = refusing(() => initEnvironment(environmentText(like as string), name!));
    writeFileSync(join(root, file), text, { flag: "wx" });
    return {
      json: { environment: name, file },
      text: `Wrote ${file}. Change it to your needs, then: ./ruche preview ${name}`,
    };
  },
});

/** A wrong name is wrong use, not a bug. */
function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal((error as Error).message, exitStatus.wrongUse);
  }
}
