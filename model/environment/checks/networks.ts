import {
  type NamedNetwork,
  notPrivate,
  overlapping,
  tooSmall,
  unusableAddress,
  unusableNetwork,
  wrongClusterNetwork,
} from "../../rules/networks";
import { Cidr, isAddress } from "../../values";
import type { Draft } from "../draft";
import { entries } from "../draft";
import type { CheckFinding, Path } from "../mistake";
import { found } from "./references";

function declared(draft: Draft): (NamedNetwork & { readonly path: Path })[] {
  const machines = draft["ruche:machines"]?.network;
  return [
    ...(machines === undefined
      ? []
      : [{ path: ["ruche:machines", "network"], name: "ruche:machines.network", network: machines }]),
    ...entries(draft["ruche:networks"]).flatMap(([name, value]) =>
      value?.subnet === undefined
        ? []
        : [{ path: ["ruche:networks", name, "subnet"], name: `ruche:networks.${name}`, network: value.subnet }],
    ),
  ];
}

/** Two networks with common addresses: packets would go to one or the other. */
export function separateNetworks(draft: Draft): CheckFinding[] {
  const all = declared(draft);
  const machines = entries(draft["ruche:machines"]?.hosts).flatMap(([name, host]): NamedNetwork[] =>
    host?.address !== undefined && isAddress(host.address) ? [{ name, network: Cidr.alone(host.address) }] : [],
  );
  return all.flatMap(({ path, network }, index) => {
    const others = path[0] === "ruche:machines" ? [] : machines;
    return found(path, overlapping(network, [...all.slice(0, index), ...others]));
  });
}

/** Addresses of machines are some that a machine can have. */
export function usableAddresses(draft: Draft): CheckFinding[] {
  return entries(draft["ruche:machines"]?.hosts).flatMap(([name, host]) =>
    host?.address === undefined
      ? []
      : found(["ruche:machines", "hosts", name, "address"], unusableAddress(host.address)),
  );
}

/** Containers and machines need addresses of their own, beside those of the network itself. */
export function fittingNetworks(draft: Draft): CheckFinding[] {
  const section = draft["ruche:machines"];
  const machines = Object.keys(section?.hosts ?? {}).length;
  return declared(draft).flatMap(({ path, network }) => {
    if (path[0] !== "ruche:machines") return found(path, wrongClusterNetwork(network));
    // A lab's network has one size only, which `labNetwork` checks.
    if (section?.provider === "lab") return found(path, notPrivate(network));
    return found(path, unusableNetwork(network) ?? tooSmall(network, Math.max(machines, 1) + 3));
  });
}
