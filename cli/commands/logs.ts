import { createInterface } from "node:readline";
import { Command, InvalidArgumentError } from "commander";
import { clusterOf } from "../../drivers";
import { usualEnvironment } from "../clone";
import { type CommandDefinition, explained } from "../command";
import { visible } from "../review/escape";
import { onDeployed } from "./onPlatform";
import { workloadNamed } from "./workloads";

/** Lines that are shown if nobody says how many. */
const usualLines = "200";

/** `./ruche logs <environment> <service>` */
export const logs = (): CommandDefinition => ({
  command: new Command("logs")
    .argument("<environment>", "name of the environment")
    .argument("<service>", "name of a service, of one of its companions, of a database or of the ingress")
    .option("--lines <number>", "how many of the last lines of each copy", wholeNumber, usualLines)
    .option("--follow", "go on with what is written from now on, until Ctrl-C")
    .summary("what a service wrote")
    .description(
      explained(
        [
          "Shows what all copies of a service wrote, on every machine, each line with its time (UTC) and its copy.",
          "Characters that a terminal would obey are shown and not sent to it.",
        ],
        `./ruche logs ${usualEnvironment} wiki --lines 50`,
      ),
    ),
  run: onDeployed(
    (stack) => stack.summary(),
    async (summary, { args: [, wanted = ""], options, progress }) => {
      const cluster = clusterOf(summary);
      const service = await workloadNamed(cluster, wanted);
      progress.stop();
      const { stream, stderr } = await cluster!.logs(service, Number(options.lines), options.follow === true);
      stream.end();
      const lines: string[] = [];
      const take = options.json
        ? (line: string) => lines.push(line)
        : (line: string) => process.stdout.write(`${visible(line)}\n`);
      const said = createInterface({ input: stderr }).on("line", (line) => process.stderr.write(`${visible(line)}\n`));
      for await (const line of createInterface({ input: stream })) take(line);
      said.close();
      return { json: { service, lines }, text: "" };
    },
  ),
});

function wholeNumber(text: string): string {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError("write a whole number from 1 to 9999999.");
  return text;
}
