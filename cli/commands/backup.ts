import { Command } from "commander";
import { writeCanary } from "../backup/canary";
import { forEachService } from "../backup/each";
import { DataPlatform } from "../backup/platform";
import type { CommandDefinition } from "../command";
import { Progress } from "../progress";

/** `./ruche backup [environment] [service]` */
export const backup = (): CommandDefinition => ({
  command: new Command("backup")
    .argument("[environment]", "name of the environment", "lab")
    .argument("[service]", "name of a service; all that keep data where it is left out")
    .summary("back services up now")
    .description(
      "Writes a canary into each service through its own interface and backs the service up, as its plan does by itself.\n\nExample: ./ruche backup lab wiki",
    ),
  run: async ([name = "lab", only]) => {
    const progress = new Progress();
    const platform = await DataPlatform.open(name, progress);
    const done = await forEachService(platform.services(only), (service) =>
      progress.step(`backing up ${service.name}`, 10, async () => {
        await writeCanary(platform, service);
        return { service: service.name, run: (await platform.backup(`run ${service.name}`)).trim() };
      }),
    );
    progress.stop();
    return {
      json: { environment: name, backups: done },
      text: done.map(({ service, run }) => `${service.padEnd(12)} ${run}`).join("\n"),
    };
  },
});
