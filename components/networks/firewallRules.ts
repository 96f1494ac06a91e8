/** What a machine lets in. */
export interface FirewallRules {
  /** TCP ports open to everybody. */
  readonly publicPorts: readonly number[];
  /** UDP ports open to everybody. */
  readonly publicUdpPorts: readonly number[];
  /** Addresses of the other machines of the platform: they reach everything. */
  readonly peers: readonly string[];
  /** Networks (CIDR) that may use SSH. */
  readonly administrationFrom: readonly string[];
}

/**
 * The nftables rule set of a machine. Docker publishes ports by rewriting packets before the `input` hook sees them
 * (the well-known way around a host firewall), so the `forward` chain judges by the port that the client asked for, and
 * every packet of it: a port that is closed is closed for those who are in as well. Answers pass.
 */
export function nftables({ publicPorts, publicUdpPorts, peers, administrationFrom }: FirewallRules): string {
  const set = (items: readonly (string | number)[]): string => `{ ${items.join(", ")} }`;
  const from = (addresses: readonly string[], what: string): string[] =>
    (["ip", "ip6"] as const).flatMap((family) => {
      const of = addresses.filter((address) => address.includes(":") === (family === "ip6"));
      return of.length > 0 ? [`${family} saddr ${set([...of].sort())} ${what}`] : [];
    });
  const open = (chain: "input" | "forward"): string[] =>
    [{ protocol: "tcp", ports: publicPorts } as const, { protocol: "udp", ports: publicUdpPorts } as const].flatMap(
      ({ protocol, ports }) => {
        const asked = chain === "input" ? `${protocol} dport` : `meta l4proto ${protocol} ct original proto-dst`;
        return ports.length > 0 ? [`${asked} ${set([...ports].sort((a, b) => a - b))} accept`] : [];
      },
    );
  const rule = (text: string): string => `    ${text}`;
  return [
    "table inet ruche",
    "delete table inet ruche",
    "table inet ruche {",
    "  chain input {",
    ...[
      "type filter hook input priority filter; policy drop;",
      "ct state established,related accept",
      "ct state invalid drop",
      'iifname "lo" accept',
      "meta l4proto { icmp, ipv6-icmp } accept",
      ...from(peers, "accept"),
      ...from(administrationFrom, "tcp dport 22 accept"),
      ...open("input"),
      "meta l4proto tcp reject with tcp reset",
    ].map(rule),
    "  }",
    "  chain forward {",
    ...[
      "type filter hook forward priority filter - 5; policy accept;",
      "ct state related accept",
      "ct direction original ct status dnat jump published",
    ].map(rule),
    "  }",
    "  chain published {",
    ...[...from(peers, "accept"), ...open("forward"), "meta l4proto tcp reject with tcp reset", "drop"].map(rule),
    "  }",
    "}",
    "",
  ].join("\n");
}
