/**
 * The exposure matrix: who can reach what, computed in one place from routes, published ports and firewalls. Preview,
 * policies, documents and the check from outside all ask here.
 */

import type { ExposureLevel, RouteDescriptor, ServiceDescriptor } from "../descriptor";
import { portName } from "../rules/ports";
import type { Facts } from "./facts";
import { type Layout, layoutOf } from "./layout";

import { ofCluster, ofSsh, ofVolumes } from "./machinePorts";
import { groups, reached } from "./reach";
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
  const services = facts.descriptors.filter(
    (descriptor): descriptor is ServiceDescriptor => descriptor.kind === "service",
  );
  const ways = [
    ...services.flatMap((service) => ofService(service, facts, layout)),
    ...publishedAlone(services, facts, layout),
    ...openAlone(facts, layout),
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

/** A service's routes, or the one row that says that nobody gets in. */
function ofService(service: ServiceDescriptor, facts: Facts, layout: Layout): Way[] {
  const routes = service.routes ?? [];
  if (routes.length === 0) {
    return [portWay({ who: "nobody", from: [], port: null, machines: [], service: service.service })];
  }
  return routes.flatMap((route): Way[] => {
    const { port, host, path, authentication, tls, exposure } = route;
    const redirects = facts.published.some(
      (published) => published.service === service.service && published.port === port && published.redirects,
    );
    const base = {
      protocol: "tcp" as const,
      port,
      host,
      path,
      authentication,
      tls,
      service: service.service,
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
    const entrances = facts.published.some((published) => published.port === port && published.protocol === "tcp")
      ? layout.nodes
      : [];
    const open = reached(entrances, port, layout);
    if (open.length === 0) return [{ ...base, who: "nobody", declared: exposure, from: [], machines: [] }];
    return open.map((reach) => {
      const who = reach.who === "public" ? admitted(route) : reach.who;
      return { ...base, ...reach, who, ...unlike(exposure, who) };
    });
  });
}

/** Whom a route lets in that everybody can reach: a word in a declaration stops nobody, a password does. */
function admitted({ exposure, authentication }: RouteDescriptor): Audience {
  return exposure === "members" && authentication !== "none" ? "members" : "public";
}

const unlike = (declared: ExposureLevel, who: Audience): Pick<Way, "declared"> =>
  declared === who ? {} : { declared };

/** Ports that something publishes and no route of its own has. */
function publishedAlone(services: readonly ServiceDescriptor[], { published }: Facts, layout: Layout): Way[] {
  return published
    .filter(
      ({ service, port }) =>
        !services.some(
          (known) => known.service === service && (known.routes ?? []).some((route) => route.port === port),
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
function openAlone({ published }: Facts, { firewalls, nodes }: Layout): Way[] {
  const served = (machine: string, port: number): boolean =>
    port === 22 ||
    (nodes.includes(machine) && published.some((known) => known.port === port && known.protocol === "tcp"));
  const open = [...firewalls].flatMap(([machine, { publicPorts = [] }]) =>
    publicPorts.filter((port) => !served(machine, port)).map((port) => ({ machine, port })),
  );
  return groups(open, ({ port }) => String(port)).map((group) => {
    const { port } = group[0]!;
    const service = portName(port, "tcp") || "nothing that is known";
    return portWay({ who: "public", from: [], port, machines: group.map(({ machine }) => machine), service });
  });
}
