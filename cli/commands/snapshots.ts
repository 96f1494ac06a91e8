import { Command } from "commander";
import { DataPlatform } from "../backup/platform";
import { runsOf } from "../backup/runs";
import type { CommandDefinition } from "../command";
import { Refusal } from "../failure";
import { Progress } from "../progress";

/** `./ruche snapshots [environment] [service]` */
export const snapshots = (): CommandDefinition => ({
  command: new Command("snapshots")
    .argument("[environment]", "name of the environment", "lab")
    .argument("[service]", "name of a service; all that keep data where it is left out")
    .option("--verify", "read every backup of every repository and compare it with its checksums")
    .summary("list the backups, or verify them")
    .description(
      "Lists the complete backups of each service. With --verify everything in the repositories is read; what is damaged is named.\n\nExample: ./ruche snapshots lab wiki",
    ),
  run: async ([name = "lab", only], { verify }) => {
    const progress = new Progress();
    const platform = await DataPlatform.open(name, progress);
    const listed = await Promise.all(
      platform
        .services(only)
        .map(async (service) => ({ service: service.name, runs: await runsOf(platform, service) })),
    );
    const verified = verify
      ? await Promise.all(
          (platform.summary.backup?.repositories ?? []).map(({ name: repository, machine }) =>
            progress.step(`reading all of ${repository}`, undefined, async () => {
              const said = await platform
                .on(machine, `/usr/local/sbin/ruche-backup-repository check ${repository} --all`)
                .catch((error: unknown) => error as Error);
              return {
                repository,
                well: typeof said === "string",
                said: typeof said === "string" ? said.trim() : said.message,
              };
            }),
          ),
        )
      : [];
    progress.stop();
    const damaged = verified.filter(({ well }) => !well);
    if (damaged.length > 0)
      throw new Refusal(damaged.map(({ said }) => said).join("\n"), undefined, {
        environment: name,
        services: listed,
        verified,
      });
    return {
      json: { environment: name, services: listed, ...(verify ? { verified } : {}) },
      text: [
        ...listed.flatMap(({ service, runs }) => [
          `${service}:`,
          ...(runs.length > 0
            ? runs.map(
                ({ run, time, purpose, repository }) =>
                  `  ${run}  ${time.slice(0, 19)}Z  ${repository}${purpose === "regular" ? "" : `  (${purpose})`}`,
              )
            : ["  none yet"]),
        ]),
        ...verified.map(({ said }) => said),
      ].join("\n"),
    };
  },
});
