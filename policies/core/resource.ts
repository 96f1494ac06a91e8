import { type DeclaredWorkload, isEngineVolume, isProvider, runsPrograms, workloadIn } from "../../model/cluster";
import { type Descriptor, descriptorKinds, type ServiceDescriptor } from "../../model/descriptor";
import { at, knownOf, Unknown, unknownsIn, type Value } from "../../model/inputs";
import { isStateful } from "../../model/rules/stateful";
import type { Resource } from "./policy";

/** Type tokens that rules look at. */
export const types = {
  ingress: "ruche:ingress:Ingress",
  registry: "ruche:registry:PrivateRegistry",
  localCommand: "command:local:Command",
  remoteCommand: "command:remote:Command",
} as const;

/** What is judged besides components and what runs. */
const commands: ReadonlySet<string> = new Set([types.remoteCommand, types.localCommand]);

/** Whether a type is one of Ruche's components. */
export const isComponent = (type: string): boolean => type.startsWith("ruche:");

/** A resource from what Pulumi says of it. */
export function resourceOf(
  urn: string,
  type: string,
  name: string,
  props: Value,
  providerUrn?: string,
  parentUrn?: string,
): Resource {
  const descriptor = isComponent(type) ? readDescriptor(props) : undefined;
  const workload = workloadIn(type, props);
  return {
    urn,
    type,
    name,
    parentType: typesIn(urn)[1],
    parentUrn,
    providerUrn,
    props,
    ...(descriptor === undefined ? {} : { descriptor }),
    ...(workload === undefined ? {} : { workload }),
  };
}

/**
 * Its own type and its parents', the nearest first: `urn:pulumi:stack::project::a:b:Parent$c:d:Child::name`. They are
 * read from the URN and not from anything that the resource could say of itself.
 */
export const typesIn = (urn: string): readonly string[] => urn.split("::")[2]?.split("$").reverse() ?? [];

function readDescriptor(props: Value): Descriptor | undefined {
  const kind = at(props, "kind");
  return typeof kind === "string" && (descriptorKinds as readonly string[]).includes(kind)
    ? (knownOf(props) as Descriptor)
    : undefined;
}

/** The descriptor of a service; undefined for everything else. */
export function serviceIn({ descriptor }: Resource): ServiceDescriptor | undefined {
  return descriptor?.kind === "service" ? descriptor : undefined;
}

/** Whether a component describes something of this kind, or does not know yet what it describes. */
export function describes({ type, props, descriptor }: Resource, kind: Descriptor["kind"]): boolean {
  return descriptor?.kind === kind || (isComponent(type) && at(props, "kind") instanceof Unknown);
}

/** Whether a resource is a service, or does not know yet what it is. */
export const isService = (resource: Resource): boolean => describes(resource, "service");

/** Whether a resource runs programs. */
export const runs = ({ workload }: Resource): boolean => workload !== undefined;

/** What a resource runs in a cluster; undefined for everything else, and for what one machine runs by itself. */
export const clusterWorkload = ({ workload }: Resource): DeclaredWorkload | undefined =>
  workload?.runsOn === "cluster" ? workload : undefined;

/** Whether a service keeps data, or does not know yet whether it does. */
export const keepsState = (resource: Resource): boolean => {
  const service = serviceIn(resource);
  return (
    isService(resource) && (service === undefined || isStateful(service) || unknownIn(resource, "state") !== undefined)
  );
};

/** Whether resources of a type are read, kept and judged: our components, and what rules look at below them. */
export const isJudged = (type: string): boolean =>
  isComponent(type) || runsPrograms(type) || isEngineVolume(type) || isProvider(type) || commands.has(type);

/** Whether a resource keeps the time at which a service was first deployed: its output is that time. */
export function keepsSince(type: string, name: string): boolean {
  return type === types.localCommand && name.endsWith("-since");
}

/**
 * The first unknown below a key of a descriptor. Descriptors are plain by contract; a program of somebody else's may
 * break it.
 */
export function unknownIn(resource: Resource, ...keys: readonly string[]): Unknown | undefined {
  return keys.flatMap((key) => unknownsIn(at(resource.props, key)))[0];
}

/** A resource in words: `docker:index/service:Service wiki-service`. */
export function nameOf({ type, name }: Resource): string {
  return `${type} ${name}`;
}
