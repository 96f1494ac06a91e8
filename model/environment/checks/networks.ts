import type { Cidr } from "../../values";
import type { Draft } from "../draft";
import { entries } from "../draft";
import type { CheckFinding, Path } from "../mistake";

function declared(draft: Draft): { path: Path; name: string; network: Cidr }[] {
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
  return all.flatMap(({ path, network }, index) => {
    const other = all.slice(0, index).find((earlier) => earlier.network.overlaps(network));
    if (other === undefined) return [];
    return [
      {
        path,
        message: `overlaps ${other.name} (${other.network})`,
        allowed: "networks without a common address",
        remedy: "give it another range",
      },
    ];
  });
}

/** Containers and machines need addresses, beside the network's own, the gateway's and the broadcast address. */
export function roomyNetworks(draft: Draft): CheckFinding[] {
  const section = draft["ruche:machines"];
  const machines = Object.keys(section?.hosts ?? {}).length;
  return declared(draft).flatMap(({ path, network }) => {
    const needed = path[0] === "ruche:machines" ? Math.max(machines, 1) + 3 : 8;
    // A lab's network has one size only, which `labNetwork` checks.
    if (network.size >= BigInt(needed) || (path[0] === "ruche:machines" && section?.provider === "lab")) return [];
    return [
      {
        path,
        message: `too small: ${network.size} addresses, ${needed} needed`,
        allowed: `a network of ${needed} addresses or more`,
        remedy: "use a shorter prefix, for instance /24",
      },
    ];
  });
}
