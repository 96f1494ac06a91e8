import { Command } from "commander";
import { clusterOf } from "../../drivers";
import { blastRadii } from "../../model/review/blastRadius";
import { describeBlastRadius } from "../../model/review/blastRadiusText";
import { factsOf } from "../../model/review/facts";
import type { CommandDefinition } from "../command";
import { exitStatus, notUp, Refusal } from "../failure";
import { Progress } from "../progress";
import { openStack } from "../up/prepare";
import { openWorkspace } from "../workspace";

/** `./ruche blast-radius [environment] [machine]` */
export const blastRadius = (): CommandDefinition => ({
  command: new Command("blast-radius")
    .argument("[environment]", "name of the environment", "lab")
    .argument("[machine]", "one machine; each where it is left out")
    .summary("what the loss of each machine takes along")
    .description(
      "Tells which services stop, restart elsewhere or go on with fewer copies when a machine is lost, and how many copies of data and backups are left.\n\nExample: ./ruche blast-radius lab hive1",
    ),
  run: async ([name = "lab", only]) => {
    const workspace = openWorkspace(name);
    const progress = new Progress();
    const stack = await openStack(workspace, progress);
    const [summary, deployed] = stack.isKnown ? await Promise.all([stack.summary(), stack.reviewed()]) : [];
    if (!summary || !deployed) throw notUp(name);
    const placement = await clusterOf(summary)?.placement();
    progress.stop();
    const all = blastRadii(factsOf(deployed), placement);
    const radii = all.filter(({ machines }) => only === undefined || machines.includes(only));
    if (radii.length === 0)
      throw new Refusal(
        `${name} has no machine "${only}"; there are: ${all.flatMap(({ machines }) => machines).join(", ")}`,
        exitStatus.wrongUse,
      );
    return {
      json: { environment: name, placement: placement ? Object.fromEntries(placement) : null, losses: radii },
      text: [
        ...radii.map((radius) => `${describeBlastRadius(radius)}\n`),
        placement ? "As services are placed now." : "No manager answers: the worst placement of services is assumed.",
      ].join("\n"),
    };
  },
});
