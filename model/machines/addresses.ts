import { createHash } from "node:crypto";
import { textOrder } from "../order";

/** The first address of a lab's host in its /24, and how many there are. */
const first = 11;
const room = 240;

/** Most hosts that a lab may have. */
export const mostHosts = room;

/**
 * Addresses of hosts in a /24. A host keeps the one that it has. A new one gets the address that its name gives, or the
 * next free one: never by its place among others, so that nobody's address depends on who comes and goes.
 *
 * @param network - The network's first three numbers: `10.80.7`.
 * @param kept - Addresses that hosts have, those of hosts that are declared no more as well: they may still be in use.
 */
export function addressesOf(
  network: string,
  hosts: readonly string[],
  kept: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const taken = new Map<string, string>();
  const inNetwork = (address: string): boolean => address.startsWith(`${network}.`);
  for (const [host, address] of Object.entries(kept).sort(([a], [b]) => textOrder(a, b)))
    if (inNetwork(address) && (!taken.has(address) || hosts.includes(host))) taken.set(address, host);
  const owned = new Map([...taken].map(([address, host]) => [host, address]));
  const free = (host: string): string => {
    const start = createHash("sha256").update(host).digest().readUInt32BE(0) % room;
    const all = Array.from({ length: room }, (_, step) => `${network}.${first + ((start + step) % room)}`);
    // Where no address is free, one of a host that is gone is.
    return all.find((each) => !taken.has(each)) ?? all.find((each) => !hosts.includes(taken.get(each)!))!;
  };
  for (const host of [...hosts].sort(textOrder)) {
    if (owned.has(host)) continue;
    const address = free(host);
    taken.set(address, host);
    owned.set(host, address);
  }
  return Object.fromEntries(hosts.map((host) => [host, owned.get(host)!]));
}
