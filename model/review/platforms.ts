import { type ClusterDescriptor, ofKind, type ServiceDescriptor } from "../descriptor";
import { nodesOf } from "../rules/clusterRoles";
import type { Facts } from "./facts";

/**
 * The platforms of a program apart: each cluster with what runs on it. Machines and volumes are those of all, since one
 * machine may be lost with a machine of another platform.
 */
export function platformsOf(facts: Facts): readonly Facts[] {
  const clusters = ofKind(facts.descriptors, "cluster");
  if (clusters.length < 2) return [facts];
  return clusters.map((cluster) => ({
    published: facts.published.filter(({ cluster: name = cluster.cluster }) => name === cluster.cluster),
    descriptors: facts.descriptors.filter((descriptor) => {
      if (descriptor.kind === "cluster") return descriptor === cluster;
      return descriptor.kind !== "service" || clusterOfService(descriptor, facts, clusters) === cluster;
    }),
  }));
}

/** What no cluster runs, the registry for instance, belongs to the cluster whose nodes have its volume. */
function clusterOfService(
  { cluster: name, volume: under }: ServiceDescriptor,
  { descriptors }: Facts,
  clusters: readonly ClusterDescriptor[],
): ClusterDescriptor | undefined {
  if (name !== undefined) return clusters.find(({ cluster }) => cluster === name);
  const clients = ofKind(descriptors, "volume").find(({ volume }) => volume === under)?.allowedClients ?? [];
  return clusters.find((cluster) => nodesOf(cluster).some((node) => clients.includes(node)));
}
