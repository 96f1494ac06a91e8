import { usualEnvironment } from "../clone";
import { type CommandDefinition, environmentCommand, explained } from "../command";
import { describeVerification } from "../exposure/text";
import { verify as look } from "../exposure/verify";
import { exitStatus } from "../failure";
import { onDeployed, summaryAndResources } from "./onPlatform";

/** `./ruche verify [environment]` */
export const verify = (): CommandDefinition => ({
  command: environmentCommand("verify")
    .option("--all", "all 65,535 TCP ports, not only those that are known or listened to")
    .summary("look from outside whether only what is declared can be reached")
    .description(
      explained(
        [
          "Asks the ports and web sites of every machine from this computer,",
          "and compares what answers with the exposure matrix.",
          "Status 1 when something differs.",
        ],
        `./ruche verify ${usualEnvironment} --all`,
      ),
    ),
  run: onDeployed(summaryAndResources, async ({ summary, resources }, { name, options, progress }) => {
    const seen = await look(name, summary, resources, { all: options.all === true });
    const { asDeclared, differences, untold, from, asked, matrix } = seen;
    const seconds = Math.round(progress.seconds * 10) / 10;
    return {
      status: asDeclared ? exitStatus.done : exitStatus.failed,
      json: { environment: name, asDeclared, differences, untold, from, asked, seconds, matrix },
      text: describeVerification(name, seen, seconds),
    };
  }),
});
