import { Command } from "commander";
import { Duration } from "../../model/values";
import { type BackupHealth, backupsOf, type RepositoryHealth, repositoriesOf } from "../backup/health";
import type { CommandDefinition } from "../command";
import { exitStatus, notUp } from "../failure";
import { Progress } from "../progress";
import { type CertificateHealth, observe } from "../status/health";
import { openStack } from "../up/prepare";
import { openWorkspace } from "../workspace";

/** `./ruche status [environment]` */
export const status = (): CommandDefinition => ({
  command: new Command("status")
    .argument("[environment]", "name of the environment", "lab")
    .summary("machines, services, addresses")
    .description(
      "Asks every machine and every service how it is. Status 1 when something is not as declared.\n\nExample: ./ruche status lab --json",
    ),
  run: async ([name = "lab"]) => {
    const workspace = openWorkspace(name);
    const progress = new Progress();
    const stack = await openStack(workspace, progress);
    const summary = stack.isKnown ? await stack.summary() : undefined;
    progress.stop();
    if (!summary) throw notUp(name, { environment: name, machines: [], services: [] });
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
    return {
      status: asDeclared ? exitStatus.done : exitStatus.failed,
      json: {
        environment: name,
        tier: summary.tier,
        machines,
        services,
        ...(certificates ? { certificates } : {}),
        ...(backups?.length ? { backups, repositories } : {}),
      },
      text: [
        `${name} (${summary.tier}): ${asDeclared ? "as declared" : "NOT as declared"}`,
        "",
        ...machines.map(
          (machine) => `  ${machine.reachable ? "up  " : "DOWN"}  ${machine.name.padEnd(12)} ${machine.address}`,
        ),
        "",
        ...services.map(
          (service) =>
            `  ${service.healthy ? "well" : "ILL "}  ${service.name.padEnd(12)} ${service.replicas.running}/${service.replicas.wanted}  ${service.exposure.padEnd(8)} ${service.url ?? ""}`,
        ),
        ...(certificates?.length ? ["", ...certificates.map(certificateLine)] : []),
        ...(backups?.length
          ? ["", ...backups.map((health) => backupLine(name, health)), ...repositories.map(repositoryLine)]
          : []),
      ].join("\n"),
    };
  },
});

const certificateLine = ({ host, issued, until, problem }: CertificateHealth): string =>
  `  ${issued ? "well" : "WAIT"}  ${host}  ${issued ? `certificate until ${until}` : "the platform's own certificate until there is one"}${problem ? `: ${problem}` : ""}`;

/** The age against what may be lost, and the last drill. */
function backupLine(
  environment: string,
  { service, ageSeconds, plan, failure, late, restoring, held, drill }: BackupHealth,
): string {
  const state = restoring ? "HALF" : stateOf(late, ageSeconds);
  const age =
    ageSeconds === null
      ? "no backup yet"
      : `backed up ${Duration.seconds(Math.max(0, Math.floor(ageSeconds / 60) * 60)).toString()} ago`;
  const proven =
    drill === null
      ? `never drilled: ./ruche drill ${environment} ${service}`
      : `${drill.passed ? "came back" : "DID NOT COME BACK"} in the drill of ${drill.at.slice(0, 10)}`;
  return [
    `  ${state}  ${service.padEnd(12)} ${age}, ${Duration.seconds(plan.rpoSeconds).toString()} may be lost; ${proven}`,
    ...(held ? [`        an upgrade of its database stopped in the middle: run the same ./ruche upgrade again`] : []),
    ...(restoring && !held
      ? [`        a restore stopped in the middle: run the same ./ruche restore ${environment} ${service} again`]
      : []),
    ...(failure ? [`        the last try failed on ${failure.machine}: ${failure.why}`] : []),
  ].join("\n");
}

function stateOf(late: boolean, ageSeconds: number | null): string {
  if (late) return "LATE";
  return ageSeconds === null ? "wait" : "safe";
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

function repositoryLine({ name, machine, answers, size = 0, free = 0, check, well }: RepositoryHealth): string {
  const place = `  ${well ? "well" : "ILL "}  ${name.padEnd(12)} on ${machine}`;
  if (!answers) return `${place}: does not answer; nothing is backed up to it until it does`;
  return `${place}: ${gigabytes(size)}, ${gigabytes(free)} free; ${comparisonText(check)}`;
}

function comparisonText(check: RepositoryHealth["check"]): string {
  if (!check) return "not checked yet (daily)";
  return check.well
    ? `checked ${new Date(check.at * 1000).toISOString().slice(0, 10)}`
    : `DAMAGED: ${check.said.split("\n")[0]}`;
}
