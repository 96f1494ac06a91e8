import { Command } from "commander";
import { databaseProducts } from "../../components/databases/databaseProducts";
import { DataPlatform } from "../backup/platform";
import { describeCanary } from "../backup/text";
import { holdServices, moveIn, proveUpgrade, rehearseUpgrade } from "../backup/upgrade";
import { declaredVersion } from "../backup/versions";
import { usualEnvironment } from "../clone";
import { type CommandDefinition, explained } from "../command";
import { exitStatus, Refusal } from "../failure";
import { bringUp } from "../up/change";
import { knownBackups } from "../up/refusals";
import { onEnvironment } from "./onPlatform";

/** `./ruche upgrade <environment> <engine>` */
export const upgrade = (): CommandDefinition => ({
  command: new Command("upgrade")
    .argument("<environment>", "name of the environment")
    .argument("<engine>", `the database product: ${Object.keys(databaseProducts).join(" or ")}`)
    .summary("move databases to another major version")
    .description(
      explained(
        [
          "Moves the databases of a product to the version that this clone declares, by dump and restore:",
          "tries it on the newest backup of each service first, stops the services, backs them up,",
          "makes the new server beside the old data, loads the backups and starts the services again.",
          "If it is interrupted, the same command finishes it. The old data stays until you remove it.",
        ],
        `./ruche upgrade ${usualEnvironment} postgresql`,
      ),
    ),
  run: onEnvironment(async ({ name, args: [, engine], workspace, stack, progress }) => {
    await stack.ensure();
    const platform = await DataPlatform.open(name, progress);
    const { databases } = platform.summary;
    const database = databases.find((known) => known.engine === engine);
    if (!database)
      throw new Refusal(
        `${name} has no databases of "${engine}"; there are: ${databases.map((known) => known.engine).join(", ") || "none"}`,
        exitStatus.wrongUse,
      );
    const reports = await knownBackups(name, platform.summary);
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
    const seconds = Math.round(progress.seconds);
    return {
      json: { environment: name, engine, from: database.version, version, services: proven, seconds },
      text: [
        `${engine} ${version} has the data of ${database.version} (${seconds} s). ` +
          "The old data stays beside it on the volume until you remove it.",
        ...proven.map(
          ({ service, run, canary }) =>
            `  ${service.padEnd(12)} moved by the backup ${run}  ${describeCanary(canary, "no canary in it")}`,
        ),
      ].join("\n"),
    };
  }),
});
