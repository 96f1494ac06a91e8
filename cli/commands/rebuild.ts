import { Command } from "commander";
import { keptStateFile, takeState } from "../backup/keptState";
import { forgetMachines } from "../backup/lostMachines";
import { DataPlatform } from "../backup/platform";
import { lostMachines, restoreAll } from "../backup/rebuild";
import { endRebuilding, noteRebuilding, type Rebuilding, rebuildingOf } from "../backup/rebuilding";
import { describeRebuilt } from "../backup/text";
import { usualEnvironment } from "../clone";
import { type CommandDefinition, explained } from "../command";
import { Refusal } from "../failure";
import { bringUp } from "../up/change";
import { onEnvironment } from "./onPlatform";

/** `./ruche rebuild <environment>` */
export const rebuild = (): CommandDefinition => ({
  command: new Command("rebuild")
    .argument("<environment>", "name of the environment")
    .option("--consent <name>", "the environment's name: its cluster is gone, and is to be made anew")
    .option("--state <file>", "copy of the state from a machine with the backups, for a clone that has none")
    .summary("make a lost platform anew, with its data")
    .description(
      explained(
        [
          "For the day on which every machine of the cluster is gone:",
          "makes them anew, and restores every service from its newest backup.",
          "It needs the passphrase, a machine with the backups and the state: this clone's,",
          "or where that is lost the copy in /srv/ruche/state on that machine.",
          "If it is interrupted, the same command finishes it.",
        ],
        `./ruche rebuild ${usualEnvironment} --consent ${usualEnvironment}`,
      ),
    ),
  run: onEnvironment(
    async ({ name, workspace, stack, progress, options: { consent }, began }) => {
      await stack.ensure();
      const known = await stack.summary();
      if (!known)
        throw new Refusal(
          `${name} was never up here. Give the copy of its state from a machine with the backups ` +
            `(${keptStateFile(name)}): ./ruche rebuild ${name} --state FILE`,
        );
      const begun = rebuildingOf(workspace);
      const lost = begun?.lost ?? (await lostMachines(name, known));
      if (consent !== name)
        throw new Refusal(
          begun
            ? `The rebuild of ${name} stopped in the middle. Finish it: ./ruche rebuild ${name} --consent ${name}`
            : `${lost.join(", ")} do not answer and will be made anew; what they held is lost. Nothing was touched. ` +
                `Say so with the environment's name: ./ruche rebuild ${name} --consent ${name}`,
        );
      let now: Rebuilding = begun ?? { before: began.toISOString(), lost, forgotten: false, restored: [] };
      const note = (next: Partial<Rebuilding>): void => {
        now = { ...now, ...next };
        noteRebuilding(workspace, now);
      };
      note({});
      if (!now.forgotten) await forgetMachines(stack, known, lost);
      note({ forgotten: true });
      await bringUp(workspace, stack, progress);
      const services = await restoreAll(await DataPlatform.open(name, progress), now, progress, (service) =>
        note({ restored: [...now.restored, service] }),
      );
      endRebuilding(workspace);
      const seconds = Math.round(progress.seconds);
      return {
        json: { environment: name, machines: lost, services, seconds },
        text: [`${name} is back (${seconds} s).`, ...services.map(describeRebuilt)].join("\n"),
      };
    },
    {
      alone: async (workspace, { options: { state }, progress }) => {
        if (state !== undefined) await takeState(workspace, String(state), progress);
      },
    },
  ),
});
