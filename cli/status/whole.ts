import { clusterOf, volumeOf } from "../../drivers";
import type { Inquiry } from "../../drivers/contracts/inquiry";
import type { VolumeHealth } from "../../drivers/contracts/volume";
import { type MachineHealth, machineHealth, type Room } from "../../drivers/linux/health";
import { all, ask } from "../../drivers/reach/ask";
import type { MachineFailure } from "../../drivers/reach/failure";
import { answeringFor, type StackSummary, type VolumeSummary } from "../../model/summary";
import { type BackupHealth, backupsInquiry, type RepositoryHealth, repositoriesInquiry } from "../backup/health";
import { endsSoon, type ServiceHealth, servicesOf } from "./services";

/** How a machine is, as `status` tells it. */
export interface MachineStatus extends Partial<MachineHealth> {
  readonly name: string;
  readonly address: string;
  readonly reachable: boolean;
  /** What is wrong with it; null if nothing is. */
  readonly reason: string | null;
}

/** How a volume is, as `status` tells it. */
export interface VolumeStatus {
  readonly name: string;
  readonly mount: string;
  /** Machines whose copy of the data is there, and those whose copy is not; nothing if nobody could say. */
  readonly there: readonly string[];
  readonly missing: readonly string[];
  /** Files that are not the same on all copies yet; null if that cannot be counted. */
  readonly pending: number | null;
  /** How much there is, and how much of it is free; null if no machine has it mounted. */
  readonly room: Room | null;
  readonly well: boolean;
  /** What is wrong with it; null if nothing is. */
  readonly reason: string | null;
}

/** How a database server is. */
export interface DatabaseStatus {
  readonly name: string;
  readonly version: string;
  /** It answers its own health check. */
  readonly answers: boolean;
  readonly reason: string | null;
}

/** How a host name's certificate by ACME is. */
export interface CertificateHealth {
  readonly host: string;
  /** False: the platform's own certificate is served until there is one. */
  readonly issued: boolean;
  readonly until: string | null;
  /** Why the authority's last answer was none; null when all is well. */
  readonly problem: string | null;
}

/** Everything that `status` looks at. */
export interface PlatformStatus {
  readonly machines: readonly MachineStatus[];
  readonly volumes: readonly VolumeStatus[];
  readonly databases: readonly DatabaseStatus[];
  readonly services: readonly ServiceHealth[];
  /** Of host names, where certificates come from an ACME authority. A service answers without one as well. */
  readonly certificates?: readonly CertificateHealth[];
  readonly backups?: readonly BackupHealth[] | undefined;
  readonly repositories: readonly RepositoryHealth[];
}

/** Asks every machine, in one command each, and every service, all at once. */
export async function observeWhole(environment: string, summary: StackSummary): Promise<PlatformStatus> {
  const cluster = clusterOf(summary);
  const asked = ask(summary, [
    all(summary.machines.map(({ name }) => machineHealth(name, mountsOf(summary, name)))),
    cluster?.inquiry ?? unknown,
    all(summary.volumes.map(({ name }) => volumeOf(summary, name).inquiry)),
    certificatesInquiry(summary),
    backupsInquiry(environment, summary),
    repositoriesInquiry(summary),
  ]);
  const why = async (workloads: readonly string[]) => cluster?.why(workloads);
  const services = servicesOf(
    summary,
    asked.then(({ results: [, running], unreached }) => ({
      up: new Set(summary.machines.flatMap(({ name }) => (unreached.has(name) ? [] : [name]))),
      running,
      why,
    })),
  );
  services.catch(() => {}); // awaited below
  const {
    results: [healths, running, volumes, certificates, backups, repositories],
    unreached,
  } = await asked;
  const machines = summary.machines.map((machine, index) =>
    machineStatus(machine.name, machine.ssh.host, healths[index], unreached.get(machine.name)),
  );
  const silent = summary.databases.map(({ engine }) => engine).filter((name) => !running?.copies.get(name));
  const reasons = silent.length > 0 && running ? await why(silent) : undefined;
  return {
    machines,
    volumes: summary.volumes.map((volume, index) => volumeStatus(volume, volumes[index], machines)),
    databases: summary.databases.map(({ engine, version }) => ({
      name: engine,
      version,
      answers: !silent.includes(engine),
      reason: silent.includes(engine) ? (reasons?.get(engine) ?? "no machine of the cluster answers for it") : null,
    })),
    services: await services,
    ...(certificates ? { certificates } : {}),
    backups,
    repositories,
  };
}

/** Whether everything is there, answers, and is complete. */
export const isAsDeclared = (status: PlatformStatus): boolean =>
  status.machines.every(({ reason }) => reason === null) &&
  status.volumes.every(({ well }) => well) &&
  status.databases.every(({ answers }) => answers) &&
  status.services.every((service) => service.healthy && !endsSoon(service)) &&
  (status.certificates ?? []).every(({ issued }) => issued) &&
  (status.backups ?? []).every(({ late, restoring }) => !late && !restoring) &&
  status.repositories.every(({ well }) => well);

const unknown = { questions: [], read: () => undefined };

/** Paths of the volumes that a machine has. Machines of a volume have it mounted, and so do those that run services. */
const mountsOf = ({ volumes }: StackSummary, machine: string): string[] =>
  volumes.filter(({ machines }) => machines.includes(machine)).map(({ mount }) => mount);

/** Less than this is nearly nothing: of any disk, and as a part of a large one. */
const nearlyNothing = { bytes: 1 << 30, part: 0.01 };

const isFull = ({ size, free }: Room): boolean => free < Math.max(nearlyNothing.bytes, size * nearlyNothing.part);

function machineStatus(
  name: string,
  address: string,
  health: MachineHealth | undefined,
  failure: MachineFailure | undefined,
): MachineStatus {
  const root = health?.disks["/"];
  let reason: string | null = null;
  if (failure) reason = failure.message.replace(`${name}: `, "");
  else if (!health) reason = "it does not say how it is";
  else if (root && isFull(root)) reason = "its disk is full";
  return { name, address, reachable: !failure, ...health, reason };
}

function volumeStatus(
  { name, mount, machines }: VolumeSummary,
  health: VolumeHealth | undefined,
  asked: readonly MachineStatus[],
): VolumeStatus {
  const holders = asked.filter((machine) => machines.includes(machine.name) && machine.disks);
  const room = holders.flatMap(({ disks }) => disks?.[mount] ?? []).at(0) ?? null;
  const unmounted = holders.filter(({ disks }) => !disks?.[mount]).map((machine) => machine.name);
  const problems = [
    ...(health ? [] : ["no machine of it says how it is; it may be busy with another question"]),
    ...(health?.missing.length ? [`the copies of ${health.missing.join(", ")} are not there`] : []),
    ...(unmounted.length > 0 ? [`it is not mounted, or does not answer, on ${unmounted.join(", ")}`] : []),
    ...(room && isFull(room) ? ["it is full"] : []),
  ];
  return {
    name,
    mount,
    there: health?.there ?? [],
    missing: health?.missing ?? [],
    pending: health?.pending ?? null,
    room,
    well: problems.length === 0,
    reason: problems.join("; ") || null,
  };
}

function certificatesInquiry(summary: StackSummary): Inquiry<readonly CertificateHealth[] | undefined> {
  if (summary.certificates !== "acme") return unknown;
  return {
    questions: [{ machines: answeringFor(summary), program: "/usr/local/sbin/ruche-certificates report" }],
    read: ([listed = ""]) =>
      listed
        .split("\n")
        .filter(Boolean)
        .map((line) => {
          const [host = "", state, until, problem] = line.split("\t");
          return { host, issued: state === "issued", until: until || null, problem: problem || null };
        }),
  };
}
