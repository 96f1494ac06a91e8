import { Command } from "commander";
import { evidencePath } from "../../model/evidence";
import { drill as drillOne, rehearse } from "../backup/drill";
import { forEachService } from "../backup/each";
import { DataPlatform } from "../backup/platform";
import type { CommandDefinition } from "../command";
import { exitStatus } from "../failure";
import { Progress } from "../progress";

/** `./ruche drill [environment] [service]` */
export const drill = (): CommandDefinition => ({
  command: new Command("drill")
    .argument("[environment]", "name of the environment", "lab")
    .argument("[service]", "name of a service; all that keep data where it is left out")
    .option(
      "--declared",
      "rehearse an upgrade: run the images that this clone declares on the data of the newest backup; writes no evidence",
    )
    .summary("prove that backups come back")
    .description(
      "Restores the newest backup of each service into an isolated copy, asks the copy for its canary, removes it, and writes signed evidence into evidence/, for Git and the policies. Status 1 when one did not come back.\n\nExample: ./ruche drill lab wiki",
    ),
  run: async ([name = "lab", only], { declared }) => {
    const progress = new Progress();
    const platform = await DataPlatform.open(name, progress);
    const records = await forEachService(platform.services(only), (service) =>
      progress.step(`drill of ${service.name}`, 30, () => (declared ? rehearse : drillOne)(platform, service)),
    );
    progress.stop();
    return {
      status: records.every(({ passed }) => passed) ? exitStatus.done : exitStatus.failed,
      json: { environment: name, drills: records },
      text: records
        .flatMap((record) => [
          `${record.passed ? "passed" : "FAILED"}  ${record.service.padEnd(12)} back after ${record.recoverySeconds} s, from ${record.snapshot.time} (${record.ageSeconds} s old)  ${declared ? `on ${record.image.split("@")[0]}` : evidencePath(name, record.service)}`,
          ...record.assertions.map(
            ({ name: assertion, passed, detail }) => `        ${passed ? "well" : "ILL "}  ${assertion}: ${detail}`,
          ),
        ])
        .join("\n"),
    };
  },
});
