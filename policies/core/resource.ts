import { type Descriptor, descriptorKinds, type ServiceDescriptor } from "../../model/descriptor";
import { isStateful } from "../../model/rules/stateful";
import type { Resource } from "./policy";
import { at, knownOf, Unknown, unknownsIn, type Value } from "./value";

/** Type tokens that rules look at. */
export const types = {
  dockerService: "docker:index/service:Service",
  dockerContainer: "docker:index/container:Container",
  ingress: "ruche:ingress:Ingress",
  registry: "ruche:registry:PrivateRegistry",
  labMachines: "ruche:machines:LabMachines",
  localCommand: "command:local:Command",
  remoteCommand: "command:remote:Command",
  dockerProvider: "pulumi:providers:docker",
} as const;

/** What is judged besides components. */
const lowLevel: ReadonlySet<string> = new Set([
  types.dockerService,
  types.dockerContainer,
  types.remoteCommand,
  types.localCommand,
  types.dockerProvider,
]);

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
  return {
    urn,
    type,
    name,
    parentType: parentTypeOf(urn),
    parentUrn,
    providerUrn,
    props,
    ...(descriptor === undefined ? {} : { descriptor }),
  };
}

/**
 * The parent's type: `urn:pulumi:stack::project::a:b:Parent$c:d:Child::name`. It is read from the URN and not from
 * anything that the resource could say of itself.
 */
function parentTypeOf(urn: string): string | undefined {
  return urn.split("::")[2]?.split("$").at(-2);
}

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

/** Whether a resource runs containers: a service of the swarm, or a container. */
export const runsContainers = ({ type }: Resource): boolean =>
  type === types.dockerService || type === types.dockerContainer;

/** The image of what runs containers. */
export const imageOf = ({ type, props }: Resource): Value =>
  type === types.dockerService ? at(props, "taskSpec", "containerSpec", "image") : at(props, "image");

/** How many copies a service of the swarm runs; undefined where it does not say. */
export function copiesOf({ props }: Resource): number | "each-node" | Unknown | undefined {
  const global = at(props, "mode", "global");
  const replicas = at(props, "mode", "replicated", "replicas");
  if (global instanceof Unknown || replicas instanceof Unknown)
    return global instanceof Unknown ? global : (replicas as Unknown);
  if (global === true) return "each-node";
  return typeof replicas === "number" ? replicas : undefined;
}

/** Whether a service keeps data, or does not know yet whether it does. */
export const keepsState = (resource: Resource): boolean => {
  const service = serviceIn(resource);
  return (
    isService(resource) && (service === undefined || isStateful(service) || unknownIn(resource, "state") !== undefined)
  );
};

/** Whether resources of a type are read, kept and judged: our components, and what rules look at below them. */
export const isJudged = (type: string): boolean => isComponent(type) || lowLevel.has(type);

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
