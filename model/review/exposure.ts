/**
 * The exposure matrix: who can reach what, computed in one place from routes, published ports and firewalls. Preview, policies, documents
 * and the check from outside all ask here.
 */

import { type ExposureLevel, exposureLevels, type RouteDescriptor, type ServiceDescriptor } from "../descriptor";
import { textOrder } from "../order";
import { portName } from "../rules/ports";
import { portsOf } from "../storage";
import type { Facts } from "./facts";
import { type Layout, layoutOf } from "./layout";

/** Who may come. `administration` are the networks from which machines are administered. */
export type Audience = ExposureLevel | "administration";

/** All audiences, the narrowest first. */
export const audiences: readonly Audience[] = ["nobody", "cluster", "administration", ...exposureLevels.slice(2)];

/** One row: one way in, with everything that stands in it. */
export interface Way {
  /** Who gets in, as firewalls and passwords have it. */
  readonly who: Audience;
  /** Who should, where a route says so and it is somebody else. */
  readonly declared?: ExposureLevel;
  /** Networks or machines from which they come; everywhere where it is empty. */
  readonly from: readonly string[];
  readonly protocol: "tcp" | "udp";
  /** Port on the machines; null for a service that has none there. */
  readonly port: number | null;
  /** Last port of a range that begins with `port`. */
  readonly lastPort?: number;
  /** Host name that clients ask for; null for what is no web site. */
  readonly host: string | null;
  /** Path prefix on that host. */
  readonly path: string | null;
  /** `key`: of SSH, or one that all members share; `certificate`: of the client; `address`: of the machine that asks. */
  readonly authentication: RouteDescriptor["authentication"] | "key" | "certificate" | "address";
  /** `encrypted`: not by TLS, but by the protocol itself. */
  readonly tls: RouteDescriptor["tls"] | "encrypted";
  /** It only sends everybody to HTTPS. */
  readonly redirects?: true;
  readonly machines: readonly string[];
  /** What answers: a service, a part of the platform, or what is known of the port. */
  readonly service: string;
}

/** Who can reach what. */
export interface ExposureMatrix {
  readonly ways: readonly Way[];
  /** All machines, with ways or without. */
  readonly machines: readonly string[];
  /** Machines without a firewall: everything that listens on them is public. */
  readonly unguarded: readonly string[];
}

/** The matrix of a platform: a pure function of what its components say of themselves and of the ports that resources publish. */
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

/** What a way is known by, whoever may use it. */
export const wayKey = ({ service, host, path, protocol, port }: Way): string =>
  `${host ?? ""} ${path ?? ""} ${port ?? ""}/${protocol} ${service}`;

/** A service's routes, or the one row that says that nobody gets in. */
function ofService(service: ServiceDescriptor, facts: Facts, layout: Layout): Way[] {
  const routes = service.routes ?? [];
  if (routes.length === 0) {
    return [
      {
        who: "nobody",
        from: [],
        protocol: "tcp",
        port: null,
        host: null,
        path: null,
        authentication: "none",
        tls: "none",
        machines: [],
        service: service.service,
      },
    ];
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
    // What only the cluster uses is served on each machine by itself; everything else comes in where its port is published.
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
      reached(layout.nodes, port, layout, protocol).map(
        (reach): Way => ({
          ...reach,
          protocol,
          port,
          host: null,
          path: null,
          authentication: "none",
          tls: "none",
          service: service ?? resource,
        }),
      ),
    );
}

/** Ports that a firewall opens where nothing publishes them: nothing of ours answers there, and the next one who listens does. */
function openAlone({ published }: Facts, { firewalls, nodes }: Layout): Way[] {
  const served = (machine: string, port: number): boolean =>
    port === 22 ||
    (nodes.includes(machine) && published.some((known) => known.port === port && known.protocol === "tcp"));
  const open = [...firewalls].flatMap(([machine, { publicPorts = [] }]) =>
    publicPorts.filter((port) => !served(machine, port)).map((port) => ({ machine, port })),
  );
  return groups(open, ({ port }) => String(port)).map(
    (group): Way => ({
      who: "public",
      from: [],
      protocol: "tcp",
      port: group[0]!.port,
      host: null,
      path: null,
      authentication: "none",
      tls: "none",
      machines: group.map(({ machine }) => machine),
      service: portName(group[0]!.port, "tcp") || "nothing that is known",
    }),
  );
}

/** SSH: from the administration's networks, and from the platform's other machines. */
function ofSsh(layout: Layout): Way[] {
  const base = {
    protocol: "tcp" as const,
    port: 22,
    host: null,
    path: null,
    authentication: "key" as const,
    tls: "encrypted" as const,
    service: "SSH",
  };
  const administered = groups(
    [...layout.firewalls].filter(([, { administrationFrom = [] }]) => administrationFrom.length > 0),
    ([, { administrationFrom }]) => administrationFrom.join(" "),
  );
  return [
    ...administered.map(
      (group): Way => ({
        ...base,
        who: "administration",
        from: group[0]![1].administrationFrom,
        machines: group.map(([machine]) => machine),
      }),
    ),
    ...reached(layout.machines, 22, layout).map((reach): Way => ({ ...base, ...reach })),
  ];
}

/** What the machines of a swarm ask of each other. */
function ofCluster(layout: Layout): Way[] {
  const rows = (
    machines: readonly string[],
    port: number,
    protocol: "tcp" | "udp",
    authentication: Way["authentication"],
    tls: Way["tls"],
  ): Way[] =>
    reached(machines, port, layout, protocol).map(
      (reach): Way => ({
        ...reach,
        protocol,
        port,
        host: null,
        path: null,
        authentication,
        tls,
        service: portName(port, protocol),
      }),
    );
  return layout.clusters
    .filter(({ technology }) => technology === "swarm")
    .flatMap(({ managers, workers }) => [
      ...rows(managers, 2377, "tcp", "certificate", "own"),
      ...rows([...managers, ...workers], 7946, "tcp", "key", "encrypted"),
      ...rows([...managers, ...workers], 7946, "udp", "key", "encrypted"),
      ...rows([...managers, ...workers], 4789, "udp", "none", "none"),
    ]);
}

/** What the machines of a volume offer to those that mount it. */
function ofVolumes(layout: Layout): Way[] {
  const offered = new Map(
    layout.volumes.flatMap((volume) =>
      portsOf(volume).map((ports) => [ports.port, { ...ports, machines: membersWith(ports.port, layout) }] as const),
    ),
  );
  return [...offered.values()].flatMap(({ machines, ...ports }) =>
    reached(machines, ports.port, layout).map(
      (reach): Way => ({
        ...reach,
        protocol: "tcp",
        ...ports,
        host: null,
        path: null,
        authentication: "address",
        tls: "none",
        service: portName(ports.port, "tcp"),
      }),
    ),
  );
}

/** The machines of all volumes that offer a port. */
const membersWith = (port: number, { volumes }: Layout): string[] => [
  ...new Set(
    volumes
      .filter((volume) => portsOf(volume).some((ports) => ports.port === port))
      .flatMap(({ machines }) => machines),
  ),
];

/**
 * Who gets to a port of these machines, in groups of machines that are alike: everybody where the firewall says so or where there is none,
 * and else the machines that it lets through to every port.
 */
function reached(
  machines: readonly string[],
  port: number,
  { firewalls }: Layout,
  protocol: "tcp" | "udp" = "tcp",
): Pick<Way, "who" | "from" | "machines">[] {
  const each = machines.map((machine): Pick<Way, "who" | "from"> & { readonly machine: string } => {
    const firewall = firewalls.get(machine);
    const open = firewall === undefined || (protocol === "tcp" && (firewall.publicPorts ?? []).includes(port));
    return open ? { machine, who: "public", from: [] } : { machine, who: "cluster", from: firewall.peers ?? [] };
  });
  return groups(each, ({ who, from }) => `${who} ${from.join(" ")}`).map((group) => ({
    who: group[0]!.who,
    from: group[0]!.from,
    machines: group.map(({ machine }) => machine),
  }));
}

/** Items that are alike, in the order of the first of each group. */
function groups<T>(items: readonly T[], alike: (item: T) => string): T[][] {
  const found = new Map<string, T[]>();
  for (const item of items) found.set(alike(item), [...(found.get(alike(item)) ?? []), item]);
  return [...found.values()];
}

/** The widest first; then by where it leads. */
function byOrder(a: Way, b: Way): number {
  const order = audiences.indexOf(b.who) - audiences.indexOf(a.who);
  return order || textOrder(`${wayKey(a)} ${a.machines.join()}`, `${wayKey(b)} ${b.machines.join()}`);
}
