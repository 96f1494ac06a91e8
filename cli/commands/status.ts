import { usualEnvironment } from "../clone";
import { type CommandDefinition, environmentCommand, explained } from "../command";
import { exitStatus } from "../failure";
import { describeStatus } from "../status/text";
import { isAsDeclared, observeWhole } from "../status/whole";
import { onDeployed } from "./onPlatform";

/** `./ruche status [environment]` */
export const status = (): CommandDefinition => ({
  command: environmentCommand("status")
    .summary("machines, volumes, databases, services, and why something is ill")
    .description(
      explained(
        [
          "Asks every machine, volume, database server and service how it is, and says why something is ill.",
          "Status 1 when something is not as declared.",
        ],
        `./ruche status ${usualEnvironment} --json`,
      ),
    ),
  run: onDeployed(
    (stack) => stack.summary(),
    async (summary, { name }) => {
      const whole = await observeWhole(name, summary);
      const asDeclared = isAsDeclared(whole);
      const { backups, repositories, ...rest } = whole;
      const seen = {
        environment: name,
        tier: summary.tier,
        ...rest,
        ...(backups?.length ? { backups, repositories } : {}),
      };
      return {
        status: asDeclared ? exitStatus.done : exitStatus.failed,
        json: seen,
        text: describeStatus({ ...whole, environment: name, tier: summary.tier }, asDeclared),
      };
    },
    (name) => ({ environment: name, machines: [], services: [] }),
  ),
});
