/** What `status` says, for people. */

import type { Room } from "../../drivers/linux/health";
import { portText } from "../../model/rules/openedPort";
import { Duration } from "../../model/values";
import type { BackupHealth, RepositoryHealth } from "../backup/health";
import { endsSoon, type ServiceHealth } from "./services";
import type { CertificateHealth, DatabaseStatus, MachineStatus, PlatformStatus, VolumeStatus } from "./whole";

/** A platform, a line for each part of it, and below what is ill its reason. */
export function describeStatus(
  { environment, tier, ...status }: PlatformStatus & { readonly environment: string; readonly tier: string },
  asDeclared: boolean,
): string {
  const { machines, volumes, databases, services, certificates = [], backups = [], repositories } = status;
  const parts = [
    machines.flatMap(machineLines),
    [...volumes.flatMap(volumeLines), ...databases.flatMap(databaseLines)],
    services.flatMap((service) => serviceLines(environment, service)),
    certificates.map(certificateLine),
    backups.length > 0
      ? [...backups.map((health) => backupLines(environment, health)), ...repositories.map(repositoryLine)]
      : [],
  ];
  return [
    `${environment} (${tier}): ${asDeclared ? "as declared" : "NOT as declared"}`,
    ...parts.filter((lines) => lines.length > 0).flatMap((lines) => ["", ...lines]),
  ].join("\n");
}

/** The most that a reason says: some lines of a terminal. */
const longest = 400;

/** A text in one line, which ends with a whole word. */
export function oneLine(text: string): string {
  const line = text.trim().replace(/\s+/g, " ");
  return line.length <= longest ? line : `${line.slice(0, longest + 1).replace(/\s+\S*$/, "")} …`;
}

const reasonLines = (reason: string | null): string[] => (reason === null ? [] : [`        ${oneLine(reason)}`]);

const named = (word: string, name: string): string => `  ${word.padEnd(4)}  ${name.padEnd(12)}`;

function machineLines({ name, address, reachable, reason, disks, memory, load }: MachineStatus): string[] {
  const root = disks?.["/"];
  const facts = [
    ...(root ? [`disk ${roomText(root)}`] : []),
    ...(memory ? [`memory ${roomText(memory)}`] : []),
    ...(load ? [`load ${load.average} on ${load.processors}`] : []),
  ];
  const answering = reason === null ? "up" : "ILL";
  return [
    [`${named(reachable ? answering : "DOWN", name)} ${address.padEnd(15)}`, ...facts].join("  ").trimEnd(),
    ...reasonLines(reason),
  ];
}

function volumeLines({ name, there, missing, pending, room, well, reason }: VolumeStatus): string[] {
  const all = there.length + missing.length;
  const facts = [
    ...(all > 0 ? [`${there.length}/${all}  on ${there.join(", ") || "no machine"}`] : []),
    ...(pending === null ? [] : [pending === 0 ? "in step" : `${pending} files to heal`]),
    ...(room ? [roomText(room)] : []),
  ];
  return [`${named(well ? "well" : "ILL", name)} ${facts.join("; ")}`.trimEnd(), ...reasonLines(reason)];
}

const databaseLines = ({ name, version, answers, reason }: DatabaseStatus): string[] => [
  `${named(answers ? "well" : "ILL", name)} ${version}${answers ? "  answers" : "  DOES NOT ANSWER"}`,
  ...reasonLines(reason),
];

function serviceLines(environment: string, service: ServiceHealth): string[] {
  const { healthy, name, replicas, exposure, url, reason, certificateUntil } = service;
  return [
    `${named(healthy ? "well" : "ILL", name)} ${replicas.running}/${replicas.wanted}  ` +
      `${exposure.padEnd(8)} ${url ?? ""}`.trimEnd(),
    ...reasonLines(reason),
    ...(endsSoon(service)
      ? [`        its certificate ends on ${certificateUntil!.slice(0, 10)}; renew it: ./ruche up ${environment}`]
      : []),
    ...portLines(service),
  ];
}

const roomText = ({ size, free }: Room): string => `${gigabytes(size - free)} used, ${gigabytes(free)} free`;

const portLines = ({ ports = [] }: ServiceHealth): string[] =>
  ports.map((port) => `        ${`${port.name}:`.padEnd(16)} ${port.exposure.padEnd(8)} ${portText(port)}`);

function certificateLine({ host, issued, until, problem }: CertificateHealth): string {
  const certificate = issued ? `certificate until ${until}` : "the platform's own certificate until there is one";
  return `  ${issued ? "well" : "WAIT"}  ${host}  ${certificate}${problem ? `: ${oneLine(problem)}` : ""}`;
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
          `        the last try failed on ${failure.machine}: ${oneLine(failure.why).replace(/:$/, "") || "it gave no reason"}`,
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
    : `DAMAGED: ${oneLine(check.said)}`;
}
