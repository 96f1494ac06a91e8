import { Unknown } from "../../model/inputs";
import { type JudgedStack, notJudged, type Policy, type PolicyFinding, type Resource, violation } from "../core/policy";
import { outside, publishedPorts } from "../core/ports";
import { clusterWorkload, describes, runs, serviceIn, types, unknownIn } from "../core/resource";

const required = "that only the ingress is reachable from outside, on 80, 443 and the ports of declared routes";
const remedy = "give the service an exposure, so that the ingress serves it, and publish no port";

/** Ports of the ingress itself: HTTP, which only redirects, and HTTPS. It answers for declared routes alone. */
const frontDoor = [80, 443];

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

  /** The ingress and the firewalls open only what routes of others declare: known once all components were seen. */
  stackRule(resource, stack) {
    const { descriptor } = resource;
    const declared = stack.once(declaredBy);
    const ports = [...declared].sort((a, b) => a - b).join(", ");
    if (isIngress(resource)) {
      const { ports: published, unknowns } = publishedPorts(resource.workload);
      return [
        ...unknowns.map((unknown) => notJudged(resource, unknown)),
        ...published
          .filter((port) => !declared.has(port.published))
          .map((port) =>
            violation(
              resource,
              `it publishes port ${port.published}, which no route declares`,
              `one of the declared ports: ${ports}`,
              "declare a route with that port, or remove it",
            ),
          ),
      ];
    }
    if (descriptor?.kind !== "firewall") return [];
    const unknown = unknownIn(resource, "publicPorts");
    if (unknown !== undefined) return [notJudged(resource, unknown)];
    return (descriptor.publicPorts ?? [])
      .filter((port) => !declared.has(port))
      .map((port) =>
        violation(
          resource,
          `it opens port ${port} to everybody, which no route declares`,
          `one of the declared ports: ${ports}`,
          "declare a route with that port, or remove it",
        ),
      );
  },
};

/** Whether this runs the ingress: told by where it is made, and not by what it says. */
const isIngress = (resource: Resource): boolean =>
  clusterWorkload(resource) !== undefined && resource.parentType === types.ingress;

/**
 * Ports of the front door, and of the routes that let somebody in, but for the ingress's own: it must not vouch for
 * itself.
 */
function declaredBy(stack: JudgedStack): ReadonlySet<number> {
  const services = stack.of("service").filter(({ type }) => type !== types.ingress);
  return new Set([
    ...frontDoor,
    ...services
      .flatMap((resource) => serviceIn(resource)!.routes ?? [])
      .filter(({ exposure }) => outside.includes(exposure))
      .map(({ port }) => port),
  ]);
}

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
