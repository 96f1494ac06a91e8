import type { Descriptor } from "../descriptor";

/**
 * What each machine is lost together with: a hypervisor, a room. What the machines say of themselves counts more than what a volume says of
 * them, and that more than what a repository says. A machine that nothing speaks of is not in the map: it is lost alone.
 */
export function failureDomains(descriptors: readonly Descriptor[]): ReadonlyMap<string, string> {
  const domains = new Map<string, string>();
  const say = (machine: string | undefined, domain: string | undefined): void => {
    if (machine !== undefined) domains.set(machine, domain ?? machine);
  };
  for (const descriptor of descriptors)
    if (descriptor.kind === "service")
      for (const { machine, diesWith } of known(descriptor.backup?.repositories)) say(machine, diesWith);
  for (const descriptor of descriptors)
    if (descriptor.kind === "volume")
      known(descriptor.machines).forEach((machine, index) => say(machine, descriptor.failureDomains?.[index]));
  for (const descriptor of descriptors)
    if (descriptor.kind === "machines")
      for (const { name, diesWith } of known(descriptor.machines)) say(name, diesWith);
  return domains;
}

/** The known items of a list that a preview may not know. */
const known = <T>(items: readonly T[] | undefined): T[] => (items ?? []).filter((item) => item !== undefined);
