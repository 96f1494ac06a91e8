import { createHash } from "node:crypto";
import { UserError } from "../../../model/errors";

/** Addresses of one lab. */
export interface LabNetwork {
  readonly cidr: string;
  /** The computer itself. */
  readonly gateway: string;
  /** Address of the host with this index, from 0. */
  host(index: number): string;
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
    host: (index) => {
      if (index > 239) throw new UserError("LabMachines: hosts", index + 1, "at most 240 hosts", "Use fewer.");
      return `${prefix}.${index + 11}`;
    },
  };
}

function derived(name: string): string {
  const digest = createHash("sha256").update(name).digest();
  return `10.${64 + (digest[0]! & 63)}.${digest[1]}`;
}
