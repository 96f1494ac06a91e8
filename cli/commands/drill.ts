import { drill as drillOne, rehearse } from "../backup/drill";
import { forEachService } from "../backup/each";
import { describeDrills } from "../backup/text";
import { usualEnvironment } from "../clone";
import { type CommandDefinition, environmentCommand, explained } from "../command";
import { exitStatus } from "../failure";
import { onData } from "./onPlatform";

/** `./ruche drill [environment] [service]` */
export const drill = (): CommandDefinition => ({
  command: environmentCommand("drill")
    .argument("[service]", "name of a service; all that keep data where it is left out")
    .option(
      "--declared",
      "rehearse an upgrade: run the images that this clone declares on the data of the newest backup; " +
        "writes no evidence",
    )
    .summary("prove that backups come back")
    .description(
      explained(
        [
          "Restores the newest backup of each service into an isolated copy, asks the copy for its canary, removes it,",
          "and writes signed evidence into evidence/, for Git and the policies.",
          "Status 1 when one did not come back.",
        ],
        `./ruche drill ${usualEnvironment} wiki`,
      ),
    ),
  run: onData(async (platform, { name, args: [, only], options: { declared }, progress }) => {
    const records = await forEachService(platform.services(only), (service) =>
      progress.step(`drill of ${service.name}`, 30, () => (declared ? rehearse : drillOne)(platform, service)),
    );
    return {
      status: records.every(({ passed }) => passed) ? exitStatus.done : exitStatus.failed,
      json: { environment: name, drills: records },
      text: describeDrills(name, records, declared === true ? "rehearsed" : "proven"),
    };
  }),
});
