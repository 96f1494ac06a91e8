import { Command } from "commander";
import { coverage as look } from "../backup/coverage";
import { DataPlatform } from "../backup/platform";
import type { CommandDefinition } from "../command";
import { exitStatus } from "../failure";
import { Progress } from "../progress";

/** `./ruche coverage [environment] [service]` */
export const coverage = (): CommandDefinition => ({
  command: new Command("coverage")
    .argument("[environment]", "name of the environment", "lab")
    .argument("[service]", "name of a service; all where it is left out")
    .summary("find what services write that nobody declared")
    .description(
      "Uses each service, then lists every file that it wrote and that is neither backed up nor declared to be worthless. Status 1 when there is one.\n\nExample: ./ruche coverage lab pad",
    ),
  run: async ([name = "lab", only]) => {
    const progress = new Progress();
    const platform = await DataPlatform.open(name, progress);
    const paths = await look(platform, only);
    progress.stop();
    const uncovered = paths.filter(({ disposable }) => disposable === null);
    const line = (path: (typeof paths)[number]): string =>
      `  ${path.service.padEnd(12)} ${path.where === "volume" ? "volume " : ""}${path.path}`;
    return {
      status: uncovered.length === 0 ? exitStatus.done : exitStatus.failed,
      json: { environment: name, uncovered, disposable: paths.filter(({ disposable }) => disposable !== null) },
      text:
        uncovered.length === 0
          ? `All that was written is backed up or may be lost (${paths.length} temporary files).`
          : [
              "Written, and neither backed up nor declared to be worthless:",
              ...uncovered.map(line),
              "Where it must survive, add its folder to state.files in the service's definition; where it need not, to disposable with the reason.",
            ].join("\n"),
    };
  },
});
