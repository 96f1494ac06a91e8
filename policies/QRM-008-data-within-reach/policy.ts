import type { ClusterDescriptor, ServiceDescriptor } from "../../model/descriptor";
import { nodesOf } from "../../model/rules/clusterRoles";
import { isStateful } from "../../model/rules/stateful";
import { notJudged, type Policy, type PolicyFinding, violation } from "../core/policy";
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
    const service = serviceIn(resource);
    const clusters = stack.of("cluster").filter(({ descriptor }) => mayRun(descriptor as ClusterDescriptor, service));
    const unknown = clusters.flatMap((cluster) => unknownIn(cluster, "managers", "workers") ?? [])[0];
    const blurred = unknownIn(resource, "kind", "state", "cluster") ?? unknown;
    if (blurred !== undefined) return [notJudged(resource, blurred)];
    const nodes = clusters.flatMap(({ descriptor }) => nodesOf(descriptor as ClusterDescriptor));
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

/** A service that names no cluster may run on each. */
const mayRun = ({ cluster }: ClusterDescriptor, service: ServiceDescriptor | undefined): boolean =>
  service?.cluster === undefined || service.cluster === cluster;
