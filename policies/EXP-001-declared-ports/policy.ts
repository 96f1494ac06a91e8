import type { ClusterDescriptor, ServiceDescriptor } from "../../model/descriptor";
import { Unknown } from "../../model/inputs";
import { nodesOf } from "../../model/rules/clusterRoles";
import { type JudgedStack, notJudged, type Policy, type PolicyFinding, type Resource, violation } from "../core/policy";
import { outside, publishedPorts, shownPort } from "../core/ports";
import { clusterWorkload, describes, runs, serviceIn, types, unknownIn } from "../core/resource";

const required = "that only the ingress is reachable from outside, on 80, 443 and the ports that services declare";
const remedy =
  "give the service an exposure or one of its kind's ports, so that the ingress serves it, and publish none";

/** Ports of the ingress itself: HTTP, which only redirects, and HTTPS. It answers for declared routes alone. */
const frontDoor = ["80", "443"];

/** Nothing is exposed that no route declares. */
export const declaredPorts: Policy = {
  id: "EXP-001",
  title: "Nothing is exposed that no route declares",
  why: "A port published by hand bypasses TLS, passwords and the list of what is exposed; Docker opens it around the machine's firewall.",
  severity: "critical",
  remedy,
  applies: (resource) => runs(resource) || describes(resource, "firewall"),

  /** A resource that publishes a port without being the ingress, whatever it says of itself. */
  rule(resource) {
    if (!runs(resource) || isIngress(resource)) return [];
    const { ports, unknowns } = publishedPorts(resource.workload);
    return [
      ...unknowns.map((unknown) => notJudged(resource, unknown)),
      ...ports.map(({ published }) =>
        violation(
          resource,
          published === 0 ? "it publishes a port that Docker chooses" : `it publishes port ${published}`,
          required,
          remedy,
        ),
      ),
      ...openContainer(resource),
    ];
  },

  /** The ingress and the firewalls open only what others declare: known once all components were seen. */
  stackRule(resource, stack) {
    if (isIngress(resource)) return published(resource, listening(stack, clusterOfIngress(resource, stack)));
    const { descriptor } = resource;
    if (descriptor?.kind !== "firewall") return [];
    const unknown = unknownIn(resource, "publicPorts", "publicUdpPorts");
    if (unknown !== undefined) return [notJudged(resource, unknown)];
    const opened = [
      ...(descriptor.publicPorts ?? []).map((port) => shownPort(port, "tcp")),
      ...(descriptor.publicUdpPorts ?? []).map((port) => shownPort(port, "udp")),
    ];
    const others = openToOthers(stack, clusterOfMachine(descriptor.machine, stack));
    return undeclared(resource, opened, others, (port) => `it opens port ${port} to everybody`);
  },
};

/** What an ingress publishes without anybody's word. */
function published(resource: Resource, declared: ReadonlySet<string>): PolicyFinding[] {
  const { ports, unknowns } = publishedPorts(resource.workload);
  const known = ports.flatMap(({ published, protocol }) =>
    protocol instanceof Unknown ? [] : [shownPort(published, protocol)],
  );
  return [
    ...[...unknowns, ...ports.flatMap(({ protocol }) => (protocol instanceof Unknown ? [protocol] : []))].map(
      (unknown) => notJudged(resource, unknown),
    ),
    ...undeclared(resource, known, declared, (port) => `it publishes port ${port}`),
  ];
}

function undeclared(
  resource: Resource,
  ports: readonly string[],
  declared: ReadonlySet<string>,
  what: (port: string) => string,
): PolicyFinding[] {
  const allowed = [...declared].sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)).join(", ");
  return ports
    .filter((port) => !declared.has(port))
    .map((port) =>
      violation(
        resource,
        `${what(port)}, which no route declares`,
        `one of the declared ports: ${allowed}`,
        "declare a route with that port or open it for a service, or remove it",
      ),
    );
}

/** Whether this runs the ingress: told by where it is made, and not by what it says. */
const isIngress = (resource: Resource): boolean =>
  clusterWorkload(resource) !== undefined && resource.parentType === types.ingress;

/** Ports on which the ingress may listen: what is open to others, and what services open to the cluster's machines. */
const listening = (stack: JudgedStack, cluster: string | undefined): ReadonlySet<string> =>
  new Set([
    ...openToOthers(stack, cluster),
    ...services(stack, cluster).flatMap(({ ports = [] }) =>
      ports.map(({ port, protocol }) => shownPort(port, protocol)),
    ),
  ]);

/** Ports of the front door, and of the routes and services that let somebody in. */
const openToOthers = (stack: JudgedStack, cluster: string | undefined): ReadonlySet<string> =>
  new Set([
    ...frontDoor,
    ...services(stack, cluster).flatMap(({ routes = [], ports = [] }) =>
      [...routes.map((route) => ({ ...route, protocol: "tcp" as const })), ...ports]
        .filter(({ exposure }) => outside.includes(exposure))
        .map(({ port, protocol }) => shownPort(port, protocol)),
    ),
  ]);

/** The services of a cluster but the ingress, which must not vouch for itself. */
const services = (stack: JudgedStack, wanted: string | undefined): readonly ServiceDescriptor[] =>
  stack.once(vouching).filter(({ cluster = wanted }) => wanted === undefined || cluster === wanted);

const vouching = (stack: JudgedStack): readonly ServiceDescriptor[] =>
  stack
    .of("service")
    .filter(({ type }) => type !== types.ingress)
    .map((resource) => serviceIn(resource)!);

const clusterOfIngress = ({ parentUrn }: Resource, stack: JudgedStack): string | undefined => {
  const component = stack.of("service").find(({ urn }) => urn === parentUrn);
  return component && serviceIn(component)?.cluster;
};

/** The cluster that a machine is in; undefined for one that is in none, or in one of which not all is known. */
const clusterOfMachine = (machine: string, stack: JudgedStack): string | undefined =>
  stack
    .of("cluster")
    .map(({ descriptor }) => descriptor as ClusterDescriptor)
    .find((cluster) => nodesOf(cluster).includes(machine))?.cluster;

/** Ways by which a machine's own container publishes everything at once. Of a cluster's, SEC-004 speaks. */
function openContainer(resource: Resource): PolicyFinding[] {
  if (resource.workload?.runsOn !== "machine") return [];
  const { publishesAll, inMachineNetwork } = resource.workload;
  return [
    ...[publishesAll, inMachineNetwork].flatMap((value) =>
      value instanceof Unknown ? [notJudged(resource, value)] : [],
    ),
    ...(publishesAll === true ? [violation(resource, "it publishes all its ports", required, remedy)] : []),
    ...(inMachineNetwork === true ? [violation(resource, "it is in the machine's own network", required, remedy)] : []),
  ];
}
