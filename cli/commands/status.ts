import { backupsOf, repositoriesOf } from "../backup/health";
import { usualEnvironment } from "../clone";
import { type CommandDefinition, environmentCommand, explained } from "../command";
import { exitStatus } from "../failure";
import { observe } from "../status/health";
import { describeStatus } from "../status/text";
import { onDeployed } from "./onPlatform";

/** `./ruche status [environment]` */
export const status = (): CommandDefinition => ({
  command: environmentCommand("status")
    .summary("machines, services, addresses")
    .description(
      explained(
        ["Asks every machine and every service how it is.", "Status 1 when something is not as declared."],
        `./ruche status ${usualEnvironment} --json`,
      ),
    ),
  run: onDeployed(
    (stack) => stack.summary(),
    async (summary, { name }) => {
      const [{ machines, services, certificates, asDeclared: running }, backups, repositories] = await Promise.all([
        observe(summary),
        backupsOf(name, summary),
        repositoriesOf(summary),
      ]);
      const asDeclared =
        running &&
        (certificates ?? []).every(({ issued }) => issued) &&
        (backups ?? []).every(({ late, restoring }) => !late && !restoring) &&
        repositories.every(({ well }) => well);
      const seen = {
        environment: name,
        tier: summary.tier,
        machines,
        services,
        ...(certificates ? { certificates } : {}),
        ...(backups?.length ? { backups, repositories } : {}),
      };
      return {
        status: asDeclared ? exitStatus.done : exitStatus.failed,
        json: seen,
        text: describeStatus(seen, asDeclared),
      };
    },
    (name) => ({ environment: name, machines: [], services: [] }),
  ),
});
