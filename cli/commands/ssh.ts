import { Command } from "commander";
import { hasTerminal, terminalOn } from "../../drivers/reach/terminal";
import { quote } from "../../tools/shell";
import { usualEnvironment } from "../clone";
import { type CommandDefinition, explained } from "../command";
import { Refusal } from "../failure";
import { onDeployed } from "./onPlatform";

/** `./ruche ssh <environment> <machine> [-- command…]` */
export const ssh = (): CommandDefinition => ({
  command: new Command("ssh")
    .argument("<environment>", "name of the environment")
    .argument("<machine>", "name of a machine")
    .argument("[command...]", "a command, after --; a shell if it is left out")
    .summary("a shell on a machine, or a command")
    .description(
      explained(
        [
          "Logs in to a machine as root, with the platform's own key and the machine's declared host key.",
          "What is changed there by hand is found by ./ruche drift, and undone by the next ./ruche up.",
          "The status is the command's.",
        ],
        `./ruche ssh ${usualEnvironment} hive1 -- df -h`,
      ),
    ),
  run: onDeployed(
    (stack) => stack.summary(),
    async (summary, { args: [, machine = "", words], progress }) => {
      const names = summary.machines.map(({ name }) => name);
      if (!names.includes(machine)) throw new Refusal(`There is no machine ${machine}. There are: ${names.join(", ")}`);
      const command = ((words ?? []) as readonly string[]).map(quote).join(" ");
      progress.stop();
      const interactive = hasTerminal();
      const status = await terminalOn(summary, machine, command || undefined, interactive);
      return { status, json: { machine, status }, text: "" };
    },
  ),
});
