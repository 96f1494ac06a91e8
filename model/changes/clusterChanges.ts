import type { CheckFinding } from "../environment/mistake";
import type { Deployment } from "./deployment";

/** Copies of data and members of a cluster know each other by their addresses. */
export function machineObjections(declared: Deployment, deployed: Deployment): CheckFinding[] {
  const known = new Set([
    ...deployed.volumes.flatMap(({ machines }) => machines),
    ...(deployed.cluster?.nodes ?? []),
    ...Object.values(deployed.repositories),
  ]);
  const moved = Object.entries(declared.machines).filter(([name, address]) => {
    const was = deployed.machines[name];
    return known.has(name) && was !== undefined && address !== undefined && was !== address;
  });
  const [first] = moved;
  if (first === undefined) return [];
  // A network that changed moves all of them: said once.
  const all = moved.length > 1 && moved.length === Object.keys(declared.machines).filter((n) => known.has(n)).length;
  const of = (name: string, path: readonly string[]): CheckFinding => ({
    path,
    value: declared.machines[name],
    message: `${name} has the address ${deployed.machines[name]}, by which its data and its cluster know it`,
    allowed: String(deployed.machines[name]),
    remedy: all
      ? "leave the network of the machines as it is; a platform in another network is a new environment"
      : "leave its address as it is, or exchange it for a machine of another name",
  });
  return all
    ? [of(first[0], ["ruche:machines", "network"])]
    : moved.map(([name]) => of(name, ["ruche:machines", "hosts", name, "address"]));
}

/** A network is made with its addresses, and everything that runs is in it: it cannot be made anew below that. */
export function networkObjections(declared: Deployment, deployed: Deployment): CheckFinding[] {
  if (deployed.cluster === null || declared.cluster === null) return [];
  return Object.entries(deployed.networks ?? {}).flatMap(([name, was]) => {
    const now = declared.networks?.[name] ?? null;
    if (now === was) return [];
    return [
      {
        path: ["ruche:networks", name, "subnet"],
        value: now ?? undefined,
        message: `the network ${name} is up with ${was ?? "addresses of the cluster's choice"}, and everything that runs is in it`,
        allowed: was ?? "no subnet, as before",
        remedy:
          `${was === null ? `remove ruche:networks.${name}` : `write ${was}`}; a platform with other networks is a new ` +
          "environment",
      },
    ];
  });
}

/** Something of the cluster must be left to which others are added, and by which others are let go. */
export function clusterObjections(declared: Deployment, deployed: Deployment): CheckFinding[] {
  if (deployed.cluster === null) return [];
  if (declared.cluster === null)
    return [
      {
        path: ["ruche:cluster"],
        message: "the cluster is up, and is not taken out of a platform",
        allowed: "the cluster as it was, or other machines in it",
        remedy: "write it as it was; to remove the whole platform: ./ruche down",
      },
    ];
  const { managers } = deployed.cluster;
  const leaving = managers.filter((manager) => !declared.cluster!.nodes.includes(manager));
  const stays = declared.cluster.managers.some((manager) => managers.includes(manager));
  if (stays && (managers.length - leaving.length) * 2 <= managers.length)
    return [
      {
        path: ["ruche:cluster", "managers"],
        value: declared.cluster.managers,
        message: `${leaving.join(" and ")} would leave at once: the other managers could decide nothing any more`,
        allowed: `more than half of ${managers.join(", ")} in the cluster`,
        remedy: "let one go after the other, with up in between; or make them workers first, and take them out then",
      },
    ];
  if (declared.cluster.managers.some((manager) => managers.includes(manager))) return [];
  return [
    {
      path: ["ruche:cluster", "managers"],
      value: declared.cluster.managers,
      message: "none of them manages the cluster now: nothing would be left that lets the new ones in",
      allowed: `at least one of ${managers.join(", ")}`,
      remedy: `keep one of the managers beside the new ones, run up, and take it out then`,
    },
  ];
}
