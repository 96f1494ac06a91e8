import { clusterNetworkSize, type NamedNetwork, overlapping, tooSmall } from "../../rules/networks";
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
  return all.flatMap(({ path, network }, index) => found(path, overlapping(network, all.slice(0, index))));
}

/** Containers and machines need addresses, beside the network's own, the gateway's and the broadcast address. */
export function roomyNetworks(draft: Draft): CheckFinding[] {
  const section = draft["ruche:machines"];
  const machines = Object.keys(section?.hosts ?? {}).length;
  return declared(draft).flatMap(({ path, network }) => {
    const isMachines = path[0] === "ruche:machines";
    // A lab's network has one size only, which `labNetwork` checks.
    if (isMachines && section?.provider === "lab") return [];
    return found(path, tooSmall(network, isMachines ? Math.max(machines, 1) + 3 : clusterNetworkSize));
  });
}
