import { Command } from "commander";
import { bringUp, withEnvironment } from "../change";
import { forgetMachines } from "../data/lostMachines";
import { DataPlatform } from "../data/platform";
import { lostMachines, restoreAll } from "../data/rebuild";
import { Refusal } from "../failure";
import { prepare } from "../prepare";
import { Progress } from "../progress";
import { checkedWorkspace } from "../workspace";
import type { CommandDefinition } from ".";

/** `./ruche rebuild <environment>` */
export const rebuild = (): CommandDefinition => ({
  command: new Command("rebuild")
    .argument("<environment>", "name of the environment")
    .option("--consent <name>", "the environment's name: its cluster is gone, and is to be made anew")
    .summary("make a lost platform anew, with its data")
    .description("For the day on which every machine of the cluster is gone: makes them anew, and restores every service from its newest backup. It needs this clone, its passphrase and a machine with the backups.\n\nExample: ./ruche rebuild lab --consent lab"),
  run: async ([name], { consent }) => {
    const workspace = checkedWorkspace(name!);
    const progress = new Progress();
    return withEnvironment(workspace, progress, async () => {
      const before = new Date();
      const { stack } = await prepare(workspace, progress);
      await stack.ensure();
      const known = await stack.summary();
      if (!known) throw new Refusal(`${name} was never up here. Bring it up: ./ruche up ${name}`);
      const lost = await lostMachines(name!, known);
      if (consent !== name) throw new Refusal(`${lost.join(", ")} do not answer and will be made anew; what they held is lost. Nothing was touched. Say so with the environment's name: ./ruche rebuild ${name} --consent ${name}`);
      await forgetMachines(stack, lost);
      await bringUp(workspace, stack, progress);
      const services = await restoreAll(await DataPlatform.open(name!, progress), before, progress);
      progress.stop();
      const seconds = Math.round(progress.seconds);
      return {
        json: { environment: name, machines: lost, services, seconds },
        text: [`${name} is back (${seconds} s).`, ...services.map(({ service, time, canary }) => `  ${service.padEnd(12)} as of ${time.slice(0, 19)}Z  ${canary ? `canary of ${canary} read back` : "no canary in the backup"}`)].join("\n"),
      };
    });
  },
});
