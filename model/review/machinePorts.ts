import { clusterPorts } from "../cluster";
import { portName } from "../rules/ports";
import { portsOf } from "../storage";
import type { Layout } from "./layout";
import { groups, reached } from "./reach";
import { portWay, type Way } from "./way";

/** What stands in the way to a port of a machine's own. */
type OwnPort = Pick<Way, "protocol" | "authentication" | "tls"> & { readonly port: number; readonly lastPort?: number };

/** The way to a port of machines' own for everybody that reaches it. */
const ways = (machines: readonly string[], port: OwnPort, layout: Layout): Way[] =>
  reached(machines, port.port, layout, port.protocol).map((reach) => ownWay(reach, port));

const ownWay = (reach: Pick<Way, "who" | "from" | "machines">, port: OwnPort): Way =>
  portWay({ ...reach, ...port, service: portName(port.port, port.protocol) });

/** SSH: from the administration's networks, and from the platform's other machines. */
export function ofSsh(layout: Layout): Way[] {
  const ssh: OwnPort = { protocol: "tcp", port: 22, authentication: "key", tls: "encrypted" };
  const administered = groups(
    [...layout.firewalls].filter(([, { administrationFrom = [] }]) => administrationFrom.length > 0),
    ([, { administrationFrom }]) => administrationFrom.join(" "),
  );
  return [
    ...administered.map((group) => {
      const from = group[0]![1].administrationFrom;
      return ownWay({ who: "administration", from, machines: group.map(([machine]) => machine) }, ssh);
    }),
    ...ways(layout.machines, ssh, layout),
  ];
}

/** What the machines of a cluster ask of each other. */
export const ofCluster = (layout: Layout): Way[] =>
  layout.clusters.flatMap(clusterPorts).flatMap(({ machines, ...port }) => ways(machines, port, layout));

/** What the machines of a volume offer to those that mount it. */
export function ofVolumes(layout: Layout): Way[] {
  const offered = new Map(layout.volumes.flatMap(portsOf).map((ports) => [ports.port, ports] as const));
  return [...offered.values()].flatMap((ports) =>
    ways(
      membersWith(ports.port, layout),
      { ...ports, protocol: "tcp", authentication: "address", tls: "none" },
      layout,
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
