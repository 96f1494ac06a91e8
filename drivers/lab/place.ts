import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { addressesOf } from "../../model/machines/addresses";

/**
 * What is true of this computer and not of the environment: which Docker engine the lab uses, and which network was
 * free.
 */
export interface LabPlace {
  /** For DOCKER_HOST. */
  readonly host?: string;
  readonly runtime?: string;
  /** A /24. */
  readonly subnet?: string;
  /** Addresses that machines have, by name; those of machines that are gone as well. */
  readonly addresses?: Readonly<Record<string, string>>;
  /** Distinguishes this clone's lab from others on the computer. */
  readonly prefix?: string;
}

/** The place, with the addresses that an environment's machines get in it. */
export function placeOf(
  root: string,
  environment: string,
  { network, hosts }: { readonly network: string | undefined; readonly hosts: readonly string[] },
): LabPlace {
  const place = readPlace(root, environment);
  const subnet = network ?? place.subnet;
  const numbers = /^(\d+\.\d+\.\d+)\.0\/24$/.exec(subnet ?? "")?.[1];
  return {
    ...place,
    subnet,
    addresses: numbers === undefined ? undefined : addressesOf(numbers, hosts, place.addresses),
  };
}

/** Where `ruche` keeps the place of an environment; it is found out once and stays for as long as the lab is there. */
export const placeFile = (root: string, environment: string): string => join(root, ".ruche", environment, "place.json");

/** The place, or nothing where nobody looked yet: the lab then uses the defaults of its components. */
export function readPlace(root: string, environment: string): LabPlace {
  const file = placeFile(root, environment);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as LabPlace) : {};
}
