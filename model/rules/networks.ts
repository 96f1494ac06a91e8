import { Cidr, InvalidValue, isAddress } from "../values";
import { type Objection, refuse } from "./objection";

/** Addresses that a network inside a cluster needs. */
const clusterNetworkSize = 8;

/** A network with the name by which people know it. */
export interface NamedNetwork {
  readonly name: string;
  readonly network: Cidr;
}

/** Ranges in which no machine of a platform, and nothing of its networks, can have an address. */
const unusable: readonly NamedNetwork[] = [
  ["what has no address yet", "0.0.0.0/8"],
  ["a machine itself", "127.0.0.0/8"],
  ["one link alone", "169.254.0.0/16"],
  ["groups of receivers", "224.0.0.0/4"],
  ["no use at all", "240.0.0.0/4"],
  ["a machine itself", "::/127"],
  ["one link alone", "fe80::/10"],
  ["groups of receivers", "ff00::/8"],
].map(([name, network]) => ({ name: name!, network: Cidr.parse(network!) }));

const privateRanges: readonly Cidr[] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map((text) =>
  Cidr.parse(text),
);

/** A network, or a single address, that nobody's machine can have. */
export function unusableNetwork(network: Cidr): Objection | undefined {
  const range = unusable.find((one) => one.network.overlaps(network));
  return (
    range && {
      message: `has addresses of ${range.network}, which are for ${range.name}`,
      allowed: "addresses that a machine can have",
      remedy: "write the network that the machines are in",
    }
  );
}

/** An address that nobody's machine can have; names are looked up elsewhere. */
export const unusableAddress = (address: string): Objection | undefined =>
  isAddress(address) ? unusableNetwork(Cidr.alone(address)) : undefined;

/** A network that a platform makes for itself: elsewhere its addresses belong to somebody. */
export const notPrivate = (network: Cidr): Objection | undefined =>
  privateRanges.some((range) => range.contains(network))
    ? undefined
    : {
        message: "not a private IPv4 network: its addresses belong to others, or to nobody",
        allowed: `a network inside ${privateRanges.join(", ")}`,
        remedy: "write one of these that is free, for instance 10.80.7.0/24",
      };

/** Two networks with common addresses: packets would go to one or the other. */
export function overlapping(network: Cidr, others: readonly NamedNetwork[]): Objection | undefined {
  const other = others.find((one) => one.network.overlaps(network));
  return (
    other && {
      message: `overlaps ${other.name} (${other.network})`,
      allowed: "networks without a common address",
      remedy: "give it another range",
    }
  );
}

/** Containers and machines need addresses, beside the network's own, the gateway's and the broadcast address. */
export const tooSmall = (network: Cidr, needed: number): Objection | undefined =>
  network.size >= BigInt(needed)
    ? undefined
    : {
        message: `too small: ${network.size} addresses, ${needed} needed`,
        allowed: `a network of ${needed} addresses or more`,
        remedy: "use a shorter prefix, for instance /24",
      };

/** A network inside a cluster: a private one, with room for what runs. */
export const wrongClusterNetwork = (network: Cidr): Objection | undefined =>
  notPrivate(network) ?? tooSmall(network, clusterNetworkSize);

/**
 * Where networks inside a cluster get their addresses: a /16 that nothing of the platform is in. Docker's own choice,
 * 10.0.0.0/8, takes the ranges first that local networks have.
 */
export function poolBeside(addresses: readonly string[], networks: readonly string[]): string {
  const taken = [
    ...addresses.filter(isAddress).map((address) => Cidr.alone(address)),
    ...networks.map((text) => Cidr.parse(text)),
  ];
  const pools = Array.from({ length: 32 }, (_, at) => Cidr.parse(`10.${223 + at}.0.0/16`));
  return (pools.find((pool) => !taken.some((network) => network.overlaps(pool))) ?? pools[0]!).toString();
}

/** What is no network, or more than one: a firewall's rules take the text as it is. */
export function wrongNetwork(text: string): Objection | undefined {
  const { objection } = readNetwork(text);
  if (objection !== undefined || text === text.trim()) return objection;
  return { message: "space around a network", allowed: "a network as address/prefix", remedy: "remove the space" };
}

/**
 * Refuses networks inside a cluster that are none, not private, too small, or have addresses in common.
 *
 * @throws UserError
 */
export function refuseNetworks(networks: readonly { readonly field: string; readonly text: string }[]): void {
  const seen: NamedNetwork[] = [];
  for (const { field, text } of networks) {
    const { network, objection } = readNetwork(text);
    refuse(field, text, objection ?? wrongClusterNetwork(network!) ?? overlapping(network!, seen));
    seen.push({ name: field, network: network! });
  }
}

const notText: Objection = {
  message: "not a network",
  allowed: "a network as address/prefix: 10.20.0.0/24",
  remedy: "write address/prefix",
};

function readNetwork(
  text: string,
): { network: Cidr; objection?: undefined } | { network?: undefined; objection: Objection } {
  if (typeof text !== "string") return { objection: notText };
  try {
    return { network: Cidr.parse(text) };
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    const { what: message, allowed, remedy } = error;
    return { objection: { message, allowed, remedy } };
  }
}
