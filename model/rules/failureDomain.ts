import { type Descriptor, ofKind } from "../descriptor";

/**
 * What each machine is lost together with: a hypervisor, a room. What the machines say of themselves counts more than
 * what a volume says of them, and that more than what a repository says. A machine that nothing speaks of is not in the
 * map: it is lost alone.
 */
export function failureDomains(descriptors: readonly Descriptor[]): ReadonlyMap<string, string> {
  const domains = new Map<string, string>();
  const say = (machine: string | undefined, domain: string | undefined): void => {
    if (machine !== undefined) domains.set(machine, domain ?? machine);
  };
  for (const { backup } of ofKind(descriptors, "service"))
    for (const { machine, diesWith } of known(backup?.repositories)) say(machine, diesWith);
  for (const { machines, failureDomains: domainsOf } of ofKind(descriptors, "volume"))
    for (const [index, machine] of (machines ?? []).entries()) say(machine, domainsOf?.[index]);
  for (const { machines } of ofKind(descriptors, "machines"))
    for (const { name, diesWith } of known(machines)) say(name, diesWith);
  return domains;
}

/** The known items of a list that a preview may not know. */
const known = <T>(items: readonly T[] | undefined): T[] => (items ?? []).filter((item) => item !== undefined);
