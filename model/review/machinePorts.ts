import { clusterPorts } from "../cluster";
import { portName } from "../rules/ports";
import { portsOf } from "../storage";
import type { Layout } from "./layout";
import { groups, reached } from "./reach";
import type { Way } from "./way";

/** SSH: from the administration's networks, and from the platform's other machines. */
export function ofSsh(layout: Layout): Way[] {
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

/** What the machines of a cluster ask of each other. */
export function ofCluster(layout: Layout): Way[] {
  return layout.clusters.flatMap(clusterPorts).flatMap(({ machines, port, protocol, authentication, tls }) =>
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
    ),
  );
}

/** What the machines of a volume offer to those that mount it. */
export function ofVolumes(layout: Layout): Way[] {
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
