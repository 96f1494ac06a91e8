import type { VolumeDescriptor } from "../descriptor";

/** What is left of a volume. */
export interface VolumeLoss {
  readonly name: string;
  /** Whole copies of the data that is worst off. */
  readonly left: number;
  readonly of: number;
  /** Enough of it is left to take writes; without that it refuses them, so that no two halves differ. */
  readonly writable: boolean;
}

/**
 * What is left of a volume without these machines. The machines of a GlusterFS volume come in groups that hold the same files; the last one of
 * a group may be an arbiter, which has a voice and no data.
 */
export function volumeAfter(
  volume: VolumeDescriptor,
  lost: ReadonlySet<string>,
  all: readonly VolumeDescriptor[],
): VolumeLoss & { readonly touched: boolean } {
  const { volume: name, machines, arbiter = false } = volume;
  const replicas = Math.max(1, volume.replicas ?? 1);
  const groups = Array.from({ length: Math.ceil(machines.length / replicas) }, (_, index) =>
    machines.slice(index * replicas, (index + 1) * replicas),
  );
  const there = (machine: string): boolean => !lost.has(machine);
  const data = (group: readonly string[]): readonly string[] => (arbiter ? group.slice(0, -1) : group);
  return {
    name,
    left: Math.min(...groups.map((group) => data(group).filter(there).length), replicas),
    of: replicas - (arbiter ? 1 : 0),
    writable: groups.every((group) => hasQuorum(group, there)) && poolHasQuorum(volume, there, all),
    touched: machines.some((machine) => lost.has(machine)),
  };
}

/** `cluster.quorum-type auto`: more than half of a group, or half of it with its first machine. */
function hasQuorum(group: readonly string[], there: (machine: string) => boolean): boolean {
  const left = group.filter(there).length;
  return left * 2 > group.length || (left * 2 === group.length && there(group[0]!));
}

/** `cluster.server-quorum-type server`: without more than half of all machines with a volume, GlusterFS stops its bricks. */
function poolHasQuorum(
  { technology }: VolumeDescriptor,
  there: (machine: string) => boolean,
  all: readonly VolumeDescriptor[],
): boolean {
  if (technology !== "gluster") return true;
  const pool = [
    ...new Set(all.filter((volume) => volume.technology === "gluster").flatMap(({ machines }) => machines)),
  ];
  return pool.filter(there).length * 2 > pool.length;
}
