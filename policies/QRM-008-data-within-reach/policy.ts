import type { ClusterDescriptor } from "../../model/descriptor";
import type { Unknown } from "../../model/inputs";
import { isStateful } from "../../model/rules/stateful";
import { type JudgedStack, notJudged, type Policy, type PolicyFinding, violation } from "../core/policy";
import { keepsState, serviceIn, unknownIn } from "../core/resource";
import { volumesByName } from "../core/topology";

const remedy = "keep its data on a volume that every node of the cluster mounts";

/** Data that is there wherever the service is started. */
export const dataWithinReach: Policy = {
  id: "QRM-008",
  title: "A service finds its data on every node",
  why:
    "After the loss of a node its services start on another one. " +
    "Where the volume is missing they find an empty folder, and people find an empty wiki into which they write.",
  severity: "critical",
  remedy,
  applies: keepsState,
  stackRule(resource, stack) {
    const { nodes, unknown } = stack.once(nodesOf);
    const service = serviceIn(resource);
    const blurred = unknownIn(resource, "kind", "state") ?? unknown;
    if (blurred !== undefined) return [notJudged(resource, blurred)];
    if (service === undefined || !isStateful(service) || !("items" in service.state) || nodes.length < 2) return [];
    const names = [...new Set(service.state.items.map(({ volume }) => volume))];
    return names.flatMap((name): PolicyFinding[] => {
      const volume = stack.once(volumesByName).get(name);
      if (volume?.descriptor?.kind !== "volume") return [];
      const hidden = unknownIn(volume, "technology", "allowedClients", "machines");
      if (hidden !== undefined) return [notJudged(resource, hidden)];
      const { technology, allowedClients = [], machines = [] } = volume.descriptor;
      const there = technology === "local" ? machines : allowedClients;
      const missing = nodes.filter((node) => !there.includes(node));
      return missing.length === 0
        ? []
        : [
            violation(
              resource,
              `its volume ${name} is not on ${missing.join(", ")}, where the service may be started`,
              "a volume on every node of the cluster",
              remedy,
            ),
          ];
    });
  },
};

/** The nodes of all clusters of a stack. */
function nodesOf(stack: JudgedStack): { readonly nodes: readonly string[]; readonly unknown: Unknown | undefined } {
  const clusters = stack.of("cluster");
  return {
    nodes: clusters.flatMap(({ descriptor }) => [
      ...((descriptor as ClusterDescriptor).managers ?? []),
      ...((descriptor as ClusterDescriptor).workers ?? []),
    ]),
    unknown: clusters.flatMap((resource) => unknownIn(resource, "managers", "workers") ?? [])[0],
  };
}
