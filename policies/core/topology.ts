/** Where things are: what a stack's components say of volumes, machines and clusters, looked up by name. */
import type { Resource, Stack } from "./policy";

/** The volumes of a stack, by name. */
export function volumesByName(stack: Stack): ReadonlyMap<string, Resource> {
  return new Map(stack.of("volume").flatMap((resource) => (resource.descriptor?.kind === "volume" ? [[resource.descriptor.volume, resource] as const] : [])));
}
