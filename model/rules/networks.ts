import { Cidr, InvalidValue, isAddress } from "../values";
import { type Objection, refuse } from "./objection";

/** Addresses that a network inside a cluster needs. */
export const clusterNetworkSize = 8;

/** A network with the name by which people know it. */
export interface NamedNetwork {
  readonly name: string;
  readonly network: Cidr;
}

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

/**
 * Where networks inside a cluster get their addresses: a /16 that nothing of the platform is in. Docker's own choice,
 * 10.0.0.0/8, takes the ranges first that local networks have.
 */
export function poolBeside(addresses: readonly string[], networks: readonly string[]): string {
  const taken = [...addresses.filter(isAddress).map(alone), ...networks].map((text) => Cidr.parse(text));
  const pools = Array.from({ length: 32 }, (_, at) => Cidr.parse(`10.${223 + at}.0.0/16`));
  return (pools.find((pool) => !taken.some((network) => network.overlaps(pool))) ?? pools[0]!).toString();
}

const alone = (address: string): string => `${address}/${address.includes(":") ? 128 : 32}`;

/** What is no network, or more than one: a firewall's rules take the text as it is. */
export function wrongNetwork(text: string): Objection | undefined {
  const { objection } = readNetwork(text);
  if (objection !== undefined || text === text.trim()) return objection;
  return { message: "space around a network", allowed: "a network as address/prefix", remedy: "remove the space" };
}

/**
 * Refuses networks inside a cluster that are none, too small, or have addresses in common.
 *
 * @throws UserError
 */
export function refuseNetworks(networks: readonly { readonly field: string; readonly text: string }[]): void {
  const seen: NamedNetwork[] = [];
  for (const { field, text } of networks) {
    const { network, objection } = readNetwork(text);
    refuse(field, text, objection ?? tooSmall(network!, clusterNetworkSize) ?? overlapping(network!, seen));
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
