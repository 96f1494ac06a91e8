import type { Descriptor, ServiceDescriptor } from "../../components/core/descriptor";
import type { Resource } from "./policy";
import { Unknown, at, knownOf, unknownsIn, type Value } from "./value";

/** Type tokens that rules look at. */
export const types = {
  dockerService: "docker:index/service:Service",
  dockerContainer: "docker:index/container:Container",
  ingress: "ruche:exposure:Ingress",
  labMachines: "ruche:machines:LabMachines",
  localCommand: "command:local:Command",
} as const;

/** Whether a type is one of Ruche's components. */
export const isComponent = (type: string): boolean => type.startsWith("ruche:");

/** A resource from what Pulumi says of it. */
export function resourceOf(urn: string, type: string, name: string, props: Value, providerUrn?: string, parentUrn?: string): Resource {
  return { urn, type, name, parentType: parentTypeOf(urn), parentUrn, providerUrn, props };
}

/**
 * The parent's type: `urn:pulumi:stack::project::a:b:Parent$c:d:Child::name`. It is read from the URN and not from
 * anything that the resource could say of itself.
 */
export function parentTypeOf(urn: string): string | undefined {
  return urn.split("::")[2]?.split("$").at(-2);
}

const kinds: readonly Descriptor["kind"][] = ["firewall", "volume", "cluster", "service", "environment"];

/** What a component says of itself, or undefined: not a component of ours, or one without a descriptor. */
export function descriptorIn({ type, props }: Resource): Descriptor | undefined {
  const kind = at(props, "kind");
  if (!isComponent(type) || typeof kind !== "string" || !(kinds as readonly string[]).includes(kind)) return undefined;
  return knownOf(props) as Descriptor;
}

/** The descriptor of a service; undefined for everything else. */
export function serviceIn(resource: Resource): ServiceDescriptor | undefined {
  const descriptor = descriptorIn(resource);
  return descriptor?.kind === "service" ? descriptor : undefined;
}

/** Whether a resource keeps the time at which a service was first deployed: its output is that time. */
export function keepsSince(type: string, name: string): boolean {
  return type === types.localCommand && name.endsWith("-since");
}

/** The first unknown below a key of a descriptor. Descriptors are plain by contract; a program of somebody else's may break it. */
export function unknownIn(resource: Resource, ...keys: readonly string[]): Unknown | undefined {
  return keys.flatMap((key) => unknownsIn(at(resource.props, key)))[0];
}

/** A resource in words: `docker:index/service:Service wiki-service`. */
export function nameOf({ type, name }: Resource): string {
  return `${type} ${name}`;
}
