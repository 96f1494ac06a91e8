import type { VolumeDescriptor } from "../descriptor";
import type { KnownPort } from "../rules/knownPort";

/** What is left of a volume. */
export interface VolumeLoss {
  readonly name: string;
  /** Whole copies of the data that is worst off. */
  readonly left: number;
  readonly of: number;
  /** Enough of it is left to take writes; without that it refuses them, so that no two halves differ. */
  readonly writable: boolean;
}

/** The same, and whether a machine of the volume is among the lost ones. */
export type VolumeAfter = VolumeLoss & { readonly touched: boolean };

/** What a technology of storage does in its own way, as far as reviews must know it. */
export interface VolumeTechnology {
  /** What is left of a volume without these machines; `all` are all volumes of the platform. */
  after(volume: VolumeDescriptor, lost: ReadonlySet<string>, all: readonly VolumeDescriptor[]): VolumeAfter;
  /** Folder of a machine in which it keeps what it knows. */
  readonly folder?: string;
  /** It keeps copies in groups of machines, of which a majority must be left. */
  readonly inGroups: boolean;
  /** Ports that it is known for, on any platform. */
  readonly knownPorts: readonly KnownPort[];
  /** Ports (TCP) that its machines and its clients ask of each other. */
  readonly ports: readonly { readonly port: number; readonly lastPort?: number }[];
}

/** A machine of a volume. */
export interface VolumeMember {
  readonly machine: string;
  /** What it is lost together with. */
  readonly domain: string;
  /** It has a voice and no data. */
  readonly arbiter: boolean;
}

/** The groups of machines that hold the same files, in the order in which a volume fills them. */
export function groupsOf({
  machines = [],
  failureDomains = [],
  replicas,
  arbiter,
}: VolumeDescriptor): VolumeMember[][] {
  const size = Math.max(1, replicas ?? 1);
  const members = machines.map((machine, index) => ({
    machine,
    domain: failureDomains[index] ?? machine,
    arbiter: arbiter === true && index % size === size - 1,
  }));
  return Array.from({ length: Math.ceil(members.length / size) }, (_, group) =>
    members.slice(group * size, (group + 1) * size),
  );
}

/** The machines that hold data of a volume. */
export const dataHolders = (volume: VolumeDescriptor): VolumeMember[] =>
  groupsOf(volume)
    .flat()
    .filter(({ arbiter }) => !arbiter);

/** More than half of a group, or half of it with its first machine (GlusterFS: `cluster.quorum-type auto`). */
function hasQuorum(group: readonly VolumeMember[], lost: ReadonlySet<string>): boolean {
  const left = group.filter(({ machine }) => !lost.has(machine)).length;
  return left * 2 > group.length || (left * 2 === group.length && !lost.has(group[0]!.machine));
}

/** What is left where every machine of a group has all of its files. */
export function wholeCopies(volume: VolumeDescriptor, lost: ReadonlySet<string>): VolumeAfter {
  const groups = groupsOf(volume);
  const replicas = Math.max(1, volume.replicas ?? 1);
  const data = groups.map((group) => group.filter(({ machine, arbiter }) => !arbiter && !lost.has(machine)).length);
  return {
    name: volume.volume,
    left: Math.min(...data, replicas),
    of: replicas - (volume.arbiter === true ? 1 : 0),
    writable: groups.every((group) => hasQuorum(group, lost)),
    touched: volume.machines.some((machine) => lost.has(machine)),
  };
}
