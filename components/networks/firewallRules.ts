import { containerInterfaces } from "../../model/cluster";

/** Ports that some machines of the platform reach. */
export interface InsideRule {
  /** Addresses of these machines. */
  readonly from: readonly string[];
  /** The ports, single ones and ranges; every port of every protocol if it is absent. */
  readonly ports?: { readonly protocol: "tcp" | "udp"; readonly numbers: readonly (number | `${number}-${number}`)[] };
}

/** What a machine lets in, and what its containers reach. */
export interface FirewallRules {
  /** TCP ports open to everybody. */
  readonly publicPorts: readonly number[];
  /** UDP ports open to everybody. */
  readonly publicUdpPorts: readonly number[];
  /** What other machines of the platform reach. */
  readonly inside: readonly InsideRule[];
  /** Addresses of the platform's machines, this one among them: containers reach none but their public ports. */
  readonly machines: readonly string[];
  /** Networks (CIDR) that may use SSH. */
  readonly administrationFrom: readonly string[];
}

/**
 * What no container has any business with: the addresses of the link itself, at which clouds give away the machine's
 * credentials (169.254.169.254; by IPv6 Amazon's fd00:ec2::254).
 */
const ofTheLink = ["169.254.0.0/16", "fe80::/10", "fd00:ec2::254"];

type Chain = "input" | "forward";

/**
 * The nftables rule set of a machine. Docker publishes ports by rewriting packets before the `input` hook sees them
 * (the well-known way around a host firewall), so the `forward` chain judges by the port that the client asked for, and
 * every packet of it: a port that is closed is closed for those who are in as well. Answers pass.
 *
 * What a container sends leaves with its machine's address, so that no other machine could tell them apart: it is
 * judged here, on its way out, and before its sender's address counts for anything.
 */
export function nftables(rules: FirewallRules): string {
  const { inside, machines, administrationFrom } = rules;
  const closed = ["meta l4proto tcp reject with tcp reset", "drop"];
  const chains: Readonly<Record<string, readonly string[]>> = {
    input: [
      "type filter hook input priority filter; policy drop;",
      "ct state established,related accept",
      "ct state invalid drop",
      'iifname "lo" accept',
      "meta l4proto { icmp, ipv6-icmp } accept",
      ...containerInterfaces.map((name) => `iifname "${name}*" jump containers`),
      ...inside.flatMap((rule) => insideRule(rule, "input")),
      ...matching("saddr", administrationFrom, "tcp dport 22 accept"),
      ...open(rules, "input"),
      "meta l4proto tcp reject with tcp reset",
    ],
    containers: [...open(rules, "input"), ...closed],
    forward: [
      "type filter hook forward priority filter - 5; policy accept;",
      "ct state related accept",
      "ct direction original ct status dnat jump published",
      "ct direction original jump outward",
    ],
    published: [...inside.flatMap((rule) => insideRule(rule, "forward")), ...open(rules, "forward"), ...closed],
    outward: [
      ...[...open(rules, "input"), ...closed].flatMap((rule) => matching("daddr", machines, rule)),
      ...matching("daddr", ofTheLink, "drop"),
    ],
  };
  return [
    "table inet ruche",
    "delete table inet ruche",
    "table inet ruche {",
    ...Object.entries(chains).flatMap(([name, lines]) => [
      `  chain ${name} {`,
      ...lines.map((line) => `    ${line}`),
      "  }",
    ]),
    "}",
    "",
  ].join("\n");
}

const set = (items: readonly (string | number)[]): string => `{ ${items.join(", ")} }`;

/** A rule for packets from or to some addresses, once for each family of theirs. */
const matching = (end: "saddr" | "daddr", addresses: readonly string[], rule: string): string[] =>
  (["ip", "ip6"] as const).flatMap((family) => {
    const of = addresses.filter((address) => address.includes(":") === (family === "ip6"));
    return of.length > 0 ? [`${family} ${end} ${set([...new Set(of)].sort())} ${rule}`] : [];
  });

/** What the client asked for; behind Docker's rewriting the packet itself says another port. */
const asked = (chain: Chain, protocol: "tcp" | "udp"): string =>
  chain === "input" ? `${protocol} dport` : `meta l4proto ${protocol} ct original proto-dst`;

/** What everybody reaches. */
const open = ({ publicPorts, publicUdpPorts }: FirewallRules, chain: Chain): string[] =>
  [{ protocol: "tcp", ports: publicPorts } as const, { protocol: "udp", ports: publicUdpPorts } as const].flatMap(
    ({ protocol, ports }) =>
      ports.length > 0 ? [`${asked(chain, protocol)} ${set([...ports].sort((a, b) => a - b))} accept`] : [],
  );

/** What machines of the platform reach. */
const insideRule = ({ from, ports }: InsideRule, chain: Chain): string[] =>
  matching("saddr", from, ports ? `${asked(chain, ports.protocol)} ${set(ports.numbers)} accept` : "accept");
