import { Command } from "commander";
import { describeWay } from "../../model/review/exposureChanges";
import type { CommandDefinition } from "../command";
import { verify as look } from "../exposure/verify";
import { exitStatus, notUp } from "../failure";
import { Progress } from "../progress";
import { openStack } from "../up/prepare";
import { openWorkspace } from "../workspace";

/** `./ruche verify [environment]` */
export const verify = (): CommandDefinition => ({
  command: new Command("verify")
    .argument("[environment]", "name of the environment", "lab")
    .option("--all", "all 65,535 TCP ports, not only those that are known or listened to")
    .summary("look from outside whether only what is declared can be reached")
    .description(
      "Asks the ports and web sites of every machine from this computer, and compares what answers with the exposure matrix. Status 1 when something differs.\n\nExample: ./ruche verify lab --all",
    ),
  run: async ([name = "lab"], { all }) => {
    const workspace = openWorkspace(name);
    const progress = new Progress();
    const stack = await openStack(workspace, progress);
    const [summary, deployed] = stack.isKnown ? await Promise.all([stack.summary(), stack.reviewed()]) : [];
    if (!summary || !deployed) throw notUp(name);
    const { asDeclared, differences, untold, from, asked, matrix } = await look(name, summary, deployed, {
      all: all === true,
    });
    progress.stop();
    const seconds = Math.round(progress.seconds * 10) / 10;
    return {
      status: asDeclared ? exitStatus.done : exitStatus.failed,
      json: { environment: name, asDeclared, differences, untold, from, asked, seconds, matrix },
      text: [
        `${name}: ${asDeclared ? "only what is declared can be reached" : "NOT as declared"}. Asked from ${from} in ${seconds} s: ${asked.tcp} TCP and ${asked.udp} UDP ports of ${asked.machines} machines, ${asked.web} web addresses.`,
        ...differences.flatMap(({ machine, what, found, declared, remedy }) => [
          "",
          `  ${machine}  ${what}: ${found}`,
          `      declared: ${declared}`,
          `      do: ${remedy}`,
        ]),
        "",
        ...matrix.ways
          .filter(({ who, port }) => port !== null && who !== "cluster")
          .map((way) => `  ${describeWay(way)}`),
        ...(untold.length > 0 ? ["", ...untold.map((line) => `  not told: ${line}`)] : []),
      ].join("\n"),
    };
  },
});
