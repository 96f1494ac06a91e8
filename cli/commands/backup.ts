import { writeCanary } from "../backup/canary";
import { forEachService } from "../backup/each";
import { usualEnvironment } from "../clone";
import { type CommandDefinition, environmentCommand, explained } from "../command";
import { onData } from "./onPlatform";

/** `./ruche backup [environment] [service]` */
export const backup = (): CommandDefinition => ({
  command: environmentCommand("backup")
    .argument("[service]", "name of a service; all that keep data where it is left out")
    .summary("back services up now")
    .description(
      explained(
        [
          "Writes a canary into each service through its own interface and backs the service up,",
          "as its plan does by itself.",
        ],
        `./ruche backup ${usualEnvironment} wiki`,
      ),
    ),
  run: onData(async (platform, { name, args: [, only], progress }) => {
    const done = await forEachService(platform.services(only), (service) =>
      progress.step(`backing up ${service.name}`, 10, async () => {
        await writeCanary(platform, service);
        return { service: service.name, run: (await platform.backup(`run ${service.name}`)).trim() };
      }),
    );
    return {
      json: { environment: name, backups: done },
      text: done.map(({ service, run }) => `${service.padEnd(12)} ${run}`).join("\n"),
    };
  }),
});
