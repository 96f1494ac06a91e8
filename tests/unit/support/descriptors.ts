import type {
  ClusterDescriptor,
  Descriptor,
  ServiceDescriptor,
  StateItem,
  VolumeDescriptor,
} from "../../../model/descriptor";
import type { Facts } from "../../../model/review/facts";

/** Descriptors of a small platform, for tests of what is computed from them. */
export const service = (name: string, change: Partial<ServiceDescriptor> = {}): ServiceDescriptor => ({
  kind: "service",
  tier: "production",
  service: name,
  serviceKind: "site",
  version: "1",
  image: "web",
  writers: "many",
  replicas: 1,
  state: { none: "nothing" },
  backup: null,
  routes: [],
  ...change,
});
export const files = (volume = "data"): StateItem => ({ kind: "files", volume, path: "/x" });
export const rows = (volume = "data"): StateItem => ({ kind: "database", engine: "mariadb", name: "pad", volume });
export const volume = (machines: readonly string[], change: Partial<VolumeDescriptor> = {}): VolumeDescriptor => ({
  kind: "volume",
  tier: "production",
  volume: "data",
  technology: "gluster",
  machines,
  failureDomains: machines,
  replicas: machines.length,
  arbiter: false,
  allowedClients: [],
  mount: "/DATA",
  ...change,
});
export const cluster = (managers: readonly string[], workers: readonly string[] = []): ClusterDescriptor => ({
  kind: "cluster",
  tier: "production",
  cluster: "swarm",
  technology: "swarm",
  managers,
  workers,
});
export const machines = (domains: Readonly<Record<string, string>>): Descriptor => ({
  kind: "machines",
  tier: "production",
  machines: Object.entries(domains).map(([name, diesWith]) => ({ name, diesWith })),
});
export const backup = (...on: readonly string[]): ServiceDescriptor["backup"] => ({
  rpoSeconds: 1,
  keepSeconds: 1,
  intervalSeconds: 1,
  offsetSeconds: 0,
  snapshots: 1,
  lateAfterSeconds: 1,
  budgetBytes: 1,
  repositories: on.map((machine) => ({ name: machine, machine, diesWith: machine })),
});
export const facts = (...descriptors: readonly Descriptor[]): Facts => ({ descriptors, published: [] });
