import { usualEnvironment } from "../clone";
import { type CommandDefinition, environmentCommand, explained } from "../command";
import { observeDrift } from "../drift/observe";
import { describeDrift } from "../drift/text";
import { exitStatus, Refusal } from "../failure";
import { onDeployed } from "./onPlatform";

/** `./ruche drift [environment]` */
export const drift = (): CommandDefinition => ({
  command: environmentCommand("drift")
    .summary("what was changed by hand since the last `up`")
    .description(
      explained(
        [
          "Asks every machine and the cluster whether they are as the last `up` left them,",
          "says what differs, since when, and whether `up` repairs it.",
          "Changes nothing. Status 1 when something differs.",
        ],
        `./ruche drift ${usualEnvironment} --json`,
      ),
    ),
  run: onDeployed(
    (stack) => stack.summary(),
    async (summary, { name, stack, progress }) => {
      const observed = await observeDrift(name, summary, await stack.resources());
      const { findings, checked, unprobed } = observed;
      if (unprobed > 0)
        throw new Refusal(
          `${unprobed} concerns of ${name} cannot be asked: an older Ruche brought them up. ` +
            `Bring it up once with this one: ./ruche up ${name}`,
        );
      const seconds = Math.round(progress.seconds * 10) / 10;
      const asDeclared = findings.length === 0;
      return {
        status: asDeclared ? exitStatus.done : exitStatus.failed,
        json: {
          environment: name,
          asDeclared,
          findings: findings.map(({ repair, ...finding }) => ({ ...finding, repairedByUp: repair !== null })),
          checked,
          seconds,
        },
        text: describeDrift(name, observed, seconds),
      };
    },
  ),
});
