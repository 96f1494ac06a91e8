import { Command } from "commander";
import { clusterOf } from "../../drivers";
import { hasTerminal, terminalOn } from "../../drivers/reach/terminal";
import { usualEnvironment } from "../clone";
import { type CommandDefinition, explained } from "../command";
import { onDeployed } from "./onPlatform";
import { workloadNamed } from "./workloads";

/** `./ruche exec <environment> <service> -- <command…>` */
export const exec = (): CommandDefinition => ({
  command: new Command("exec")
    .argument("<environment>", "name of the environment")
    .argument("<service>", "name of a service, of one of its companions, of a database or of the ingress")
    .argument("<command...>", "the command, after --")
    .summary("a command in a service's container")
    .description(
      explained(
        [
          "Runs a command in a container of a service that runs, as the image's user, with this terminal if there is one.",
          "The status is the command's. What it writes outside of the service's folders is lost with the container.",
        ],
        `./ruche exec ${usualEnvironment} wiki -- ls /storage`,
      ),
    ),
  run: onDeployed(
    (stack) => stack.summary(),
    async (summary, { args: [, wanted = "", words], progress }) => {
      const cluster = clusterOf(summary);
      const service = await workloadNamed(cluster, wanted);
      const interactive = hasTerminal();
      const { machine, command } = await cluster!.within(service, words as unknown as readonly string[], interactive);
      progress.stop();
      const status = await terminalOn(summary, machine, command, interactive);
      return { status, json: { service, machine, status }, text: "" };
    },
  ),
});
