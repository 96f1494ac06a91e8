import { createHash } from "node:crypto";
import { UserError } from "../../../model/errors";
import { addressesOf, mostHosts } from "../../../model/machines/addresses";

/** Addresses of one lab. */
export interface LabNetwork {
  readonly cidr: string;
  /** The computer itself. */
  readonly gateway: string;
  /** Addresses of hosts by name; a host that has one keeps it. */
  addresses(hosts: readonly string[], kept?: Readonly<Record<string, string>>): Readonly<Record<string, string>>;
}

/**
 * The network of a lab: the given /24, or for any other text one of 10.64.0.0/10 that depends on the text alone.
 *
 * @throws UserError for a network that is not a /24.
 */
export function labNetwork(subnetOrName: string): LabNetwork {
  const given = subnetOrName.includes("/");
  const match = /^(\d+\.\d+\.\d+)\.0\/24$/.exec(given ? subnetOrName : `${derived(subnetOrName)}.0/24`);
  const prefix = match?.[1];
  if (prefix === undefined || prefix.split(".").some((part) => Number(part) > 255)) {
    throw new UserError(
      "LabMachines: subnet",
      subnetOrName,
      "a /24 such as 10.80.7.0/24",
      "Choose a free one, or leave it out.",
    );
  }
  return {
    cidr: `${prefix}.0/24`,
    gateway: `${prefix}.1`,
    addresses: (hosts, kept) => {
      if (hosts.length > mostHosts)
        throw new UserError("LabMachines: hosts", hosts.length, `at most ${mostHosts} hosts`, "Use fewer.");
      return addressesOf(prefix, hosts, kept);
    },
  };
}

function derived(name: string): string {
  const digest = createHash("sha256").update(name).digest();
  return `10.${64 + (digest[0]! & 63)}.${digest[1]}`;
}
