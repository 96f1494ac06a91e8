import { coverage as look } from "../backup/coverage";
import { describeCoverage } from "../backup/text";
import { usualEnvironment } from "../clone";
import { type CommandDefinition, environmentCommand, explained } from "../command";
import { exitStatus } from "../failure";
import { onData } from "./onPlatform";

/** `./ruche coverage [environment] [service]` */
export const coverage = (): CommandDefinition => ({
  command: environmentCommand("coverage")
    .argument("[service]", "name of a service; all where it is left out")
    .summary("find what services write that nobody declared")
    .description(
      explained(
        [
          "Uses each service, then lists every file that it wrote",
          "and that is neither backed up nor declared to be worthless.",
          "Status 1 when there is one.",
        ],
        `./ruche coverage ${usualEnvironment} pad`,
      ),
    ),
  run: onData(async (platform, { name, args: [, only] }) => {
    const paths = await look(platform, only);
    const uncovered = paths.filter(({ disposable }) => disposable === null);
    return {
      status: uncovered.length === 0 ? exitStatus.done : exitStatus.failed,
      json: { environment: name, uncovered, disposable: paths.filter(({ disposable }) => disposable !== null) },
      text: describeCoverage(paths),
    };
  }),
});
