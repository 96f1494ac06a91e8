import { createHash } from "node:crypto";
import ipaddr from "ipaddr.js";
import { run } from "../../tools/run";

/** Where lab networks come from: a quarter of 10.0.0.0/8 that few sites use. */
const POOL = "10.64.0.0/10";
const SIZE = 1 << 14; // how many /24 the pool holds

/**
 * The /24 that a lab network gets: the first free one of 10.64.0.0/10, looked for from a place that the seed
 * gives, so that the same lab finds the same network again and two labs seldom look at the same place.
 *
 * @param taken networks in use, in CIDR notation
 * @param seed what the network is for, for instance clone and environment
 */
export function chooseSubnet(taken: readonly string[], seed: string): string {
  const used = taken.flatMap(range);
  const start = createHash("sha256").update(seed).digest().readUInt32BE(0) % SIZE;
  for (let step = 0; step < SIZE; step++) {
    const first = number("10.64.0.0") + ((start + step) % SIZE) * 256;
    if (used.every(([low, high]) => first + 255 < low || first > high)) return `${dotted(first)}/24`;
  }
  throw new Error(
    `no network is free for "${seed}": all of ${POOL} is in use; ` +
      "remove Docker networks that nothing needs (docker network prune) or routes that cover it",
  );
}

/** Networks that this computer's routes and, when a client is given, its Docker engine use now. */
export async function takenSubnets(engine?: { readonly client: string; readonly host: string }): Promise<string[]> {
  const routes = run("ip", ["-j", "-4", "route", "show", "table", "all"]).then(({ stdout }) => routeSubnets(stdout));
  const networks = engine ? dockerSubnets(engine) : Promise.resolve([]);
  return (await Promise.all([routes, networks])).flat();
}

/** Destinations in the output of `ip -j route`; the default route covers everything and takes nothing. */
export function routeSubnets(json: string): string[] {
  const routes = JSON.parse(json || "[]") as { dst?: string }[];
  return routes.flatMap(({ dst }) =>
    dst && dst !== "default" && ipaddr.IPv4.isValid(dst.split("/")[0]!) ? [dst.includes("/") ? dst : `${dst}/32`] : [],
  );
}

async function dockerSubnets(engine: { readonly client: string; readonly host: string }): Promise<string[]> {
  const docker = (...args: string[]) =>
    run(engine.client, ["--host", engine.host, ...args]).then(({ stdout }) => stdout.split("\n").filter(Boolean));
  const ids = await docker("network", "ls", "--quiet");
  return ids.length === 0
    ? []
    : docker("network", "inspect", "--format", "{{range .IPAM.Config}}{{println .Subnet}}{{end}}", ...ids);
}

function range(cidr: string): [number, number][] {
  if (!ipaddr.IPv4.isValidCIDR(cidr)) return [];
  return [
    [
      number(ipaddr.IPv4.networkAddressFromCIDR(cidr).toString()),
      number(ipaddr.IPv4.broadcastAddressFromCIDR(cidr).toString()),
    ],
  ];
}

const number = (address: string): number =>
  ipaddr.IPv4.parse(address).octets.reduce((value, octet) => value * 256 + octet, 0);
const dotted = (value: number): string => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
