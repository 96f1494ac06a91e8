import { clusterOf } from "../../drivers";
import { blastRadii } from "../../model/review/blastRadius";
import { describeBlastRadius } from "../../model/review/blastRadiusText";
import { factsOf } from "../../model/review/facts";
import { usualEnvironment } from "../clone";
import { type CommandDefinition, environmentCommand, explained } from "../command";
import { exitStatus, Refusal } from "../failure";
import { onDeployed, summaryAndResources } from "./onPlatform";

/** `./ruche blast-radius [environment] [machine]` */
export const blastRadius = (): CommandDefinition => ({
  command: environmentCommand("blast-radius")
    .argument("[machine]", "one machine; each where it is left out")
    .summary("what the loss of each machine takes along")
    .description(
      explained(
        [
          "Tells which services stop, restart elsewhere or go on with fewer copies when a machine is lost,",
          "and how many copies of data and backups are left.",
        ],
        `./ruche blast-radius ${usualEnvironment} hive1`,
      ),
    ),
  run: onDeployed(summaryAndResources, async ({ summary, resources }, { name, args: [, only] }) => {
    const placement = await clusterOf(summary)?.placement();
    const all = blastRadii(factsOf(resources), placement);
    const losses = all.filter(({ machines }) => only === undefined || machines.includes(only));
    if (losses.length === 0)
      throw new Refusal(
        `${name} has no machine "${only}"; there are: ${all.flatMap(({ machines }) => machines).join(", ")}`,
        exitStatus.wrongUse,
      );
    return {
      json: { environment: name, placement: placement ? Object.fromEntries(placement) : null, losses },
      text: [
        ...losses.map((radius) => `${describeBlastRadius(radius)}\n`),
        placement ? "As services are placed now." : "No manager answers: the worst placement of services is assumed.",
      ].join("\n"),
    };
  }),
});
