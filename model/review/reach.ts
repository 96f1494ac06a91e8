import type { FirewallDescriptor, InsidePort } from "../descriptor";
import type { Layout } from "./layout";
import type { Way } from "./way";

/**
 * Who gets to a port of these machines, in groups of machines that are alike: everybody where the firewall says so or
 * where there is none, and else the machines that it lets through.
 */
export function reached(
  machines: readonly string[],
  port: number,
  { firewalls }: Layout,
  protocol: "tcp" | "udp" = "tcp",
): Pick<Way, "who" | "from" | "machines">[] {
  const each = machines.flatMap((machine): (Pick<Way, "who" | "from"> & { readonly machine: string })[] => {
    const firewall = firewalls.get(machine);
    const open = firewall === undefined || (publicPortsOf(firewall)[protocol] ?? []).includes(port);
    if (open) return [{ machine, who: "public", from: [] }];
    const { peers = [], inside } = firewall;
    const from = inside === undefined ? peers : insideFrom(inside, port, protocol);
    return inside !== undefined && from.length === 0 ? [] : [{ machine, who: "cluster", from }];
  });
  return groups(each, ({ who, from }) => `${who} ${from.join(" ")}`).map((group) => ({
    who: group[0]!.who,
    from: group[0]!.from,
    machines: group.map(({ machine }) => machine),
  }));
}

/** The machines that a firewall lets through to a port. Descriptors of strangers may lack lists. */
const insideFrom = (inside: readonly InsidePort[], port: number, protocol: "tcp" | "udp"): string[] => [
  ...new Set(
    inside
      .filter((open) => open.protocol === protocol && open.port <= port && port <= (open.lastPort ?? open.port))
      .flatMap(({ from = [] }) => from),
  ),
];

/** The ports that a firewall opens to everybody. Descriptors of strangers may lack them. */
export const publicPortsOf = ({
  publicPorts,
  publicUdpPorts,
}: FirewallDescriptor): Readonly<Record<"tcp" | "udp", readonly number[] | undefined>> => ({
  tcp: publicPorts,
  udp: publicUdpPorts,
});

/** Items that are alike, in the order of the first of each group. */
export function groups<T>(items: readonly T[], alike: (item: T) => string): T[][] {
  const found = new Map<string, T[]>();
  for (const item of items) found.set(alike(item), [...(found.get(alike(item)) ?? []), item]);
  return [...found.values()];
}
