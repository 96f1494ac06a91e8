/** Where things are: what a stack's components say of volumes, machines and clusters, looked up by name. */
import type { VolumeDescriptor } from "../../model/descriptor";
import type { Resource, Stack } from "./policy";
import { unknownIn } from "./resource";
import type { Unknown } from "./value";

/** The volumes of a stack, by name. */
export function volumesByName(stack: Stack): ReadonlyMap<string, Resource> {
  return new Map(
    stack
      .of("volume")
      .flatMap((resource) =>
        resource.descriptor?.kind === "volume" ? [[resource.descriptor.volume, resource] as const] : [],
      ),
  );
}

/** What each machine is lost with, as far as anything says it; a machine that nothing speaks of is lost alone. */
export function failureDomains(stack: Stack): {
  readonly of: (machine: string) => string;
  readonly unknown: Unknown | undefined;
} {
  const known = new Map<string, string>();
  for (const { descriptor } of stack.of("volume")) {
    if (descriptor?.kind === "volume")
      for (const [index, machine] of (descriptor.machines ?? []).entries())
        known.set(machine, descriptor.failureDomains?.[index] ?? machine);
  }
  const holders = stack.of("machines");
  for (const { descriptor } of holders) {
    if (descriptor?.kind === "machines")
      for (const { name, diesWith } of descriptor.machines ?? []) known.set(name, diesWith ?? name);
  }
  return {
    of: (machine) => known.get(machine) ?? machine,
    unknown: holders.flatMap((holder) => unknownIn(holder, "machines") ?? [])[0],
  };
}

/** The groups of machines that hold the same files, as Gluster fills them. */
export function groupsOf({
  machines = [],
  failureDomains: domains = [],
  replicas,
  arbiter,
}: VolumeDescriptor): { machine: string; domain: string; arbiter: boolean }[][] {
  const members = machines.map((machine, index) => ({
    machine,
    domain: domains[index] ?? machine,
    arbiter: arbiter === true && index % replicas === replicas - 1,
  }));
  return Array.from({ length: Math.ceil(members.length / Math.max(1, replicas)) }, (_, group) =>
    members.slice(group * replicas, (group + 1) * replicas),
  );
}

/** How many of some places there are of each. */
export function counted(places: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const place of places) counts.set(place, (counts.get(place) ?? 0) + 1);
  return counts;
}
