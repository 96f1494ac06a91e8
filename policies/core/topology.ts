/** Where things are: what a stack's components say of volumes, machines and clusters, looked up by name. */

import type { Unknown } from "../../model/inputs";
import { failureDomains as domainsOf } from "../../model/rules/failureDomain";
import type { JudgedStack, Resource } from "./policy";
import { unknownIn } from "./resource";

/** The volumes of a stack, by name. */
export function volumesByName(stack: JudgedStack): ReadonlyMap<string, Resource> {
  return new Map(
    stack
      .of("volume")
      .flatMap((resource) =>
        resource.descriptor?.kind === "volume" ? [[resource.descriptor.volume, resource] as const] : [],
      ),
  );
}

/** What each machine is lost with, as far as anything says it; a machine that nothing speaks of is lost alone. */
export function failureDomains(stack: JudgedStack): {
  readonly of: (machine: string) => string;
  readonly unknown: Unknown | undefined;
} {
  const holders = stack.of("machines");
  const known = domainsOf([...stack.of("volume"), ...holders].flatMap(({ descriptor }) => descriptor ?? []));
  return {
    of: (machine) => known.get(machine) ?? machine,
    unknown: holders.flatMap((holder) => unknownIn(holder, "machines") ?? [])[0],
  };
}

/** How many of some places there are of each. */
export function counted(places: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const place of places) counts.set(place, (counts.get(place) ?? 0) + 1);
  return counts;
}
