import { readRepositories } from "../backup/readRepositories";
import { runsOf } from "../backup/runs";
import { describeRuns } from "../backup/text";
import { usualEnvironment } from "../clone";
import { type CommandDefinition, environmentCommand, explained } from "../command";
import { Refusal } from "../failure";
import { onData } from "./onPlatform";

/** `./ruche snapshots [environment] [service]` */
export const snapshots = (): CommandDefinition => ({
  command: environmentCommand("snapshots")
    .argument("[service]", "name of a service; all that keep data where it is left out")
    .option("--verify", "read every backup of every repository and compare it with its checksums")
    .summary("list the backups, or verify them")
    .description(
      explained(
        [
          "Lists the complete backups of each service.",
          "With --verify everything in the repositories is read; what is damaged is named.",
        ],
        `./ruche snapshots ${usualEnvironment} wiki`,
      ),
    ),
  run: onData(async (platform, { name, args: [, only], options: { verify }, progress }) => {
    const services = await Promise.all(
      platform
        .services(only)
        .map(async (service) => ({ service: service.name, runs: await runsOf(platform, service) })),
    );
    const verified = verify ? await readRepositories(platform, progress) : [];
    const damaged = verified.filter(({ well }) => !well);
    if (damaged.length > 0)
      throw new Refusal(damaged.map(({ said }) => said).join("\n"), undefined, {
        environment: name,
        services,
        verified,
      });
    return {
      json: { environment: name, services, ...(verify ? { verified } : {}) },
      text: [
        ...services.map(({ service, runs }) => describeRuns(service, runs)),
        ...verified.map(({ said }) => said),
      ].join("\n"),
    };
  }),
});
