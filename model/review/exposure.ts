/**
 * The exposure matrix: who can reach what, computed in one place from routes, published ports and firewalls. Preview,
 * policies, documents and the check from outside all ask here.
 */

import {
  type ExposureLevel,
  ofKind,
  type PortDescriptor,
  type RouteDescriptor,
  type ServiceDescriptor,
} from "../descriptor";
import { type PortNumber, portText } from "../rules/openedPort";
import { portName } from "../rules/ports";
import type { Facts } from "./facts";
import { type Layout, layoutOf } from "./layout";
import { ofCluster, ofSsh, ofVolumes } from "./machinePorts";
import { platformsOf } from "./platforms";
import { groups, publicPortsOf, reached } from "./reach";
import { type Audience, byOrder, portWay, type Way } from "./way";

/** Who can reach what. */
export interface ExposureMatrix {
  readonly ways: readonly Way[];
  /** All machines, with ways or without. */
  readonly machines: readonly string[];
  /** Machines without a firewall: everything that listens on them is public. */
  readonly unguarded: readonly string[];
}

/**
 * The matrix of a platform: a pure function of what its components say of themselves and of the ports that resources
 * publish.
 */
export function exposureMatrix(facts: Facts): ExposureMatrix {
  const layout = layoutOf(facts);
  const platforms = platformsOf(facts).map((part) => ({ part, own: layoutOf(part) }));
  const isAnswered = (machine: string, port: PortNumber): boolean =>
    platforms.some(({ part, own }) => own.nodes.includes(machine) && isPublished(part, port));
  const ways = [
    ...platforms.flatMap(({ part, own }) => ofServices(part, own)),
    ...openAlone(layout, isAnswered),
    ...ofSsh(layout),
    ...ofCluster(layout),
    ...ofVolumes(layout),
  ];
  return {
    ways: ways.map((way) => ({ ...way, from: [...way.from].sort(), machines: [...way.machines].sort() })).sort(byOrder),
    machines: layout.machines,
    unguarded: layout.machines.filter((machine) => !layout.firewalls.has(machine)),
  };
}

/** What services of one platform let in, and what its machines publish besides. */
function ofServices(facts: Facts, layout: Layout): Way[] {
  const services = ofKind(facts.descriptors, "service");
  return [
    ...services.flatMap((service) => ofService(service, facts, layout)),
    ...publishedAlone(services, facts, layout),
  ];
}

/** A service's routes and ports, or the one row that says that nobody gets in. */
function ofService(service: ServiceDescriptor, facts: Facts, layout: Layout): Way[] {
  const { routes = [], ports = [] } = service;
  if (routes.length === 0 && ports.length === 0)
    return [portWay({ who: "nobody", from: [], port: null, machines: [], service: service.service })];
  return [
    ...routes.flatMap((route) => ofRoute(service.service, route, facts, layout)),
    ...ports.flatMap((port) => ofPort(service.service, port, facts, layout)),
  ];
}

/** Whether something publishes a port of the cluster's machines. */
const isPublished = ({ published }: Facts, { port, protocol }: PortNumber): boolean =>
  published.some((known) => known.port === port && known.protocol === protocol);

/** A port for a protocol of a service's own: whoever reaches it is in, as far as the platform is concerned. */
function ofPort(service: string, opened: PortDescriptor, facts: Facts, layout: Layout): Way[] {
  const { name, exposure, port, protocol, encrypted } = opened;
  const base = { name, protocol, port, service, tls: encrypted ? ("encrypted" as const) : ("none" as const) };
  const open = reached(isPublished(facts, opened) ? layout.nodes : [], port, layout, protocol);
  if (open.length === 0) return [portWay({ ...base, who: "nobody", declared: exposure, from: [], machines: [] })];
  return open.map((reach) => portWay({ ...base, ...reach, ...unlike(exposure, reach.who) }));
}

/** A way through the ingress, or to what the cluster's machines serve themselves. */
function ofRoute(service: string, route: RouteDescriptor, facts: Facts, layout: Layout): Way[] {
  const { port, host, path, authentication, tls, exposure } = route;
  const redirects = facts.published.some(
    (published) => published.service === service && published.port === port && published.redirects,
  );
  const base = {
    protocol: "tcp" as const,
    port,
    host,
    path,
    authentication,
    tls,
    service,
    ...(redirects ? { redirects: true as const } : {}),
  };
  // What only the cluster uses is served on each machine by itself; everything else comes in where its port is
  // published.
  if (exposure === "nobody" || exposure === "cluster")
    return reached(layout.nodes, port, layout).map((reach) => ({
      ...base,
      ...reach,
      ...unlike(exposure, reach.who),
    }));
  const entrances = isPublished(facts, { port, protocol: "tcp" }) ? layout.nodes : [];
  const open = reached(entrances, port, layout);
  if (open.length === 0) return [{ ...base, who: "nobody", declared: exposure, from: [], machines: [] }];
  return open.map((reach) => {
    const who = reach.who === "public" ? admitted(route) : reach.who;
    return { ...base, ...reach, who, ...unlike(exposure, who) };
  });
}

/** Whom a route lets in that everybody can reach: a word in a declaration stops nobody, a password does. */
function admitted({ exposure, authentication }: RouteDescriptor): Audience {
  return exposure === "members" && authentication !== "none" ? "members" : "public";
}

const unlike = (declared: ExposureLevel, who: Audience): Pick<Way, "declared"> =>
  declared === who ? {} : { declared };

/** Ports that something publishes, and that neither a route of its own nor a service's port is. */
function publishedAlone(services: readonly ServiceDescriptor[], { published }: Facts, layout: Layout): Way[] {
  const handedOn = new Set(services.flatMap(({ ports = [] }) => ports.map(portText)));
  return published
    .filter(
      (port) =>
        !handedOn.has(portText(port)) &&
        !services.some(
          (known) => known.service === port.service && (known.routes ?? []).some((route) => route.port === port.port),
        ),
    )
    .flatMap(({ port, protocol, service, resource }) =>
      reached(layout.nodes, port, layout, protocol).map((reach) =>
        portWay({ ...reach, protocol, port, service: service ?? resource }),
      ),
    );
}

/**
 * Ports that a firewall opens where nothing publishes them: nothing of ours answers there, and the next one who listens
 * does.
 */
function openAlone({ firewalls }: Layout, isAnswered: (machine: string, port: PortNumber) => boolean): Way[] {
  const open = [...firewalls].flatMap(([machine, firewall]) =>
    (["tcp", "udp"] as const)
      .flatMap((protocol) => (publicPortsOf(firewall)[protocol] ?? []).map((port) => ({ machine, port, protocol })))
      .filter((port) => !(isSsh(port) || isAnswered(machine, port))),
  );
  return groups(open, portText).map((group) => {
    const { port, protocol } = group[0]!;
    const service = portName(port, protocol) || "nothing that is known";
    return portWay({ who: "public", from: [], port, protocol, machines: group.map(({ machine }) => machine), service });
  });
}

const isSsh = ({ port, protocol }: PortNumber): boolean => port === 22 && protocol === "tcp";
