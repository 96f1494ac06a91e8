/** What `status` says, for people. */
import { portText } from "../../model/rules/openedPort";
import { Duration } from "../../model/values";
import type { BackupHealth, RepositoryHealth } from "../backup/health";
import type { CertificateHealth, Health, ServiceHealth } from "./health";

/** Everything that `status` looks at. */
export interface PlatformStatus extends Pick<Health, "machines" | "services"> {
  readonly environment: string;
  readonly tier: string;
  readonly certificates?: readonly CertificateHealth[];
  readonly backups?: readonly BackupHealth[];
  readonly repositories?: readonly RepositoryHealth[];
}

/** A platform, a line for each part of it. */
export function describeStatus(
  { environment, tier, machines, services, certificates = [], backups = [], repositories = [] }: PlatformStatus,
  asDeclared: boolean,
): string {
  return [
    `${environment} (${tier}): ${asDeclared ? "as declared" : "NOT as declared"}`,
    "",
    ...machines.map(
      ({ name, reachable, address }) => `  ${reachable ? "up  " : "DOWN"}  ${name.padEnd(12)} ${address}`,
    ),
    "",
    ...services.flatMap((service) => [serviceLine(service), ...portLines(service)]),
    ...(certificates.length > 0 ? ["", ...certificates.map(certificateLine)] : []),
    ...(backups.length > 0
      ? ["", ...backups.map((health) => backupLines(environment, health)), ...repositories.map(repositoryLine)]
      : []),
  ].join("\n");
}

const serviceLine = ({ healthy, name, replicas, exposure, url }: ServiceHealth): string =>
  `  ${healthy ? "well" : "ILL "}  ${name.padEnd(12)} ${replicas.running}/${replicas.wanted}  ` +
  `${exposure.padEnd(8)} ${url ?? ""}`;

const portLines = ({ ports = [] }: ServiceHealth): string[] =>
  ports.map((port) => `        ${`${port.name}:`.padEnd(16)} ${port.exposure.padEnd(8)} ${portText(port)}`);

function certificateLine({ host, issued, until, problem }: CertificateHealth): string {
  const certificate = issued ? `certificate until ${until}` : "the platform's own certificate until there is one";
  return `  ${issued ? "well" : "WAIT"}  ${host}  ${certificate}${problem ? `: ${problem}` : ""}`;
}

/** The age against what may be lost, the last drill, and what is unfinished. */
function backupLines(environment: string, health: BackupHealth): string {
  const { service, ageSeconds, plan, failure, restoring, held, drill } = health;
  const age = ageSeconds === null ? "no backup yet" : `backed up ${ageText(ageSeconds)} ago`;
  const proven =
    drill === null
      ? `never drilled: ./ruche drill ${environment} ${service}`
      : `${drill.passed ? "came back" : "DID NOT COME BACK"} in the drill of ${drill.at.slice(0, 10)}`;
  return [
    `  ${backupState(health)}  ${service.padEnd(12)} ${age}, ` +
      `${Duration.seconds(plan.rpoSeconds).toString()} may be lost; ${proven}`,
    ...(held ? [`        an upgrade of its database stopped in the middle: run the same ./ruche upgrade again`] : []),
    ...(restoring && !held
      ? [`        a restore stopped in the middle: run the same ./ruche restore ${environment} ${service} again`]
      : []),
    ...(failure
      ? [
          `        the last try failed on ${failure.machine}: ${failure.why.trim().replace(/:$/, "") || "it gave no reason"}`,
        ]
      : []),
  ].join("\n");
}

/** In minutes, and below one in seconds. */
function ageText(age: number): string {
  const seconds = Math.max(0, Math.floor(age));
  return Duration.seconds(seconds < 60 ? seconds : Math.floor(seconds / 60) * 60).toString();
}

function backupState({ restoring, late, ageSeconds }: BackupHealth): string {
  if (restoring) return "HALF";
  if (late) return "LATE";
  return ageSeconds === null ? "wait" : "safe";
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

function repositoryLine({ name, machine, answers, size = 0, free = 0, check, well }: RepositoryHealth): string {
  const place = `  ${well ? "well" : "ILL "}  ${name.padEnd(12)} on ${machine}`;
  if (!answers) return `${place}: does not answer; nothing is backed up to it until it does`;
  return `${place}: ${gigabytes(size)}, ${gigabytes(free)} free; ${checkText(check)}`;
}

function checkText(check: RepositoryHealth["check"]): string {
  if (!check) return "not checked yet (daily)";
  return check.well
    ? `checked ${new Date(check.at * 1000).toISOString().slice(0, 10)}`
    : `DAMAGED: ${check.said.split("\n")[0]}`;
}
