import { type ClusterDescriptor, type FirewallDescriptor, ofKind, type VolumeDescriptor } from "../descriptor";
import { failureDomains } from "../rules/failureDomain";
import type { Facts } from "./facts";

/** Where things are: what machines there are, and what stands on them. */
export interface Layout {
  /** All machines that any component speaks of, sorted. */
  readonly machines: readonly string[];
  /** By machine, sorted. */
  readonly firewalls: ReadonlyMap<string, FirewallDescriptor>;
  readonly clusters: readonly ClusterDescriptor[];
  readonly volumes: readonly VolumeDescriptor[];
  /** Machines that run services, sorted. */
  readonly nodes: readonly string[];
  /** What is lost together with a machine: the machine itself where nobody says more. */
  domainOf(machine: string): string;
}

/** The layout of a platform. Of what a preview does not know nothing is said. */
export function layoutOf({ descriptors }: Facts): Layout {
  const firewalls = ofKind(descriptors, "firewall")
    .filter(({ machine }) => machine !== undefined)
    .sort((a, b) => (a.machine < b.machine ? -1 : 1));
  const volumes = ofKind(descriptors, "volume").map((volume) => ({
    ...volume,
    machines: known(volume.machines),
    failureDomains: volume.failureDomains ?? [],
  }));
  const clusters = ofKind(descriptors, "cluster").map((cluster) => ({
    ...cluster,
    managers: known(cluster.managers),
    workers: known(cluster.workers),
  }));
  const domains = failureDomains(descriptors);
  const nodes = clusters.flatMap(({ managers, workers }) => [...managers, ...workers]);
  return {
    machines: unique([...domains.keys(), ...firewalls.map(({ machine }) => machine), ...nodes]),
    firewalls: new Map(firewalls.map((firewall) => [firewall.machine, firewall])),
    clusters,
    volumes,
    nodes: unique(nodes),
    domainOf: (machine) => domains.get(machine) ?? machine,
  };
}

/** The known items of a list that a preview may not know. */
const known = <T>(items: readonly T[] | undefined): T[] => (items ?? []).filter((item) => item !== undefined);

const unique = (names: readonly string[]): string[] => [...new Set(names)].sort();
