import { Command } from "commander";
import { databaseProducts } from "../../components/databases/databaseProducts";
import { backupsOf } from "../backup/health";
import { DataPlatform } from "../backup/platform";
import { holdServices, moveIn, proveUpgrade, rehearseUpgrade } from "../backup/upgrade";
import { declaredVersion } from "../backup/versions";
import type { CommandDefinition } from "../command";
import { exitStatus, Refusal } from "../failure";
import { Progress } from "../progress";
import { bringUp, withEnvironment } from "../up/change";
import { withPrepared } from "../up/prepare";
import { checkedWorkspace } from "../workspace";

/** `./ruche upgrade <environment> <engine>` */
export const upgrade = (): CommandDefinition => ({
  command: new Command("upgrade")
    .argument("<environment>", "name of the environment")
    .argument("<engine>", `the database product: ${Object.keys(databaseProducts).join(" or ")}`)
    .summary("move databases to another major version")
    .description(
      "Moves the databases of a product to the version that this clone declares, by dump and restore: tries it on the newest backup of each service first, stops the services, backs them up, makes the new server beside the old data, loads the backups and starts the services again. If it is interrupted, the same command finishes it. The old data stays until you remove it.\n\nExample: ./ruche upgrade lab postgresql",
    ),
  run: async ([name, engine]) => {
    const workspace = checkedWorkspace(name!);
    const progress = new Progress();
    return withEnvironment(workspace, progress, () =>
      withPrepared(workspace, progress, async ({ stack }) => {
        await stack.ensure();
        const platform = await DataPlatform.open(name!, progress);
        const database = platform.summary.databases.find((known) => known.engine === engine);
        if (!database)
          throw new Refusal(
            `${name} has no databases of "${engine}"; there are: ${platform.summary.databases.map((known) => known.engine).join(", ") || "none"}`,
            exitStatus.wrongUse,
          );
        const reports = (await backupsOf(name!, platform.summary)) ?? [];
        const version = declaredVersion(database);
        const held = new Set(reports.flatMap(({ service, held }) => (held ? [service] : [])));
        const services = platform.services().filter(({ definition: { state } }) => state.database === engine);
        if (database.version === version && !services.some((service) => held.has(service.name))) {
          return {
            json: { environment: name, engine, version, services: [] },
            text: `${engine} ${version} runs and is declared: there is nothing to move.`,
          };
        }
        await rehearseUpgrade(
          platform,
          services.filter((service) => !held.has(service.name)),
          progress,
        );
        const runs = await holdServices(platform, services, database, progress);
        await bringUp(workspace, stack, progress, { held: services.map((service) => service.name) });
        await moveIn(platform, services, runs, database, progress);
        await bringUp(workspace, stack, progress);
        const proven = await proveUpgrade(platform, services, runs);
        progress.stop();
        const seconds = Math.round(progress.seconds);
        return {
          json: { environment: name, engine, from: database.version, version, services: proven, seconds },
          text: [
            `${engine} ${version} has the data of ${database.version} (${seconds} s). The old data stays beside it on the volume until you remove it.`,
            ...proven.map(
              ({ service, run, canary }) =>
                `  ${service.padEnd(12)} moved by the backup ${run}  ${canary ? `canary of ${canary} read back` : "no canary in it"}`,
            ),
          ].join("\n"),
        };
      }),
    );
  },
});
