import type { Descriptor, ServiceDescriptor } from "../../../model/descriptor";
import type { ReviewedResource } from "../../../model/review/facts";

export const urn = (types: string, name: string): string => `urn:pulumi:school::ruche::${types}::${name}`;
export const swarm = "docker:index/service:Service";

export const wiki: ServiceDescriptor = {
  kind: "service",
  tier: "production",
  service: "wiki",
  serviceKind: "dokuwiki",
  version: "1",
  image: "dokuwiki",
  writers: "single",
  replicas: 1,
  state: { items: [{ kind: "files", volume: "data", path: "/wiki" }] },
  routes: [],
  backup: {
    rpoSeconds: 21_600,
    keepSeconds: 604_800,
    intervalSeconds: 10_800,
    offsetSeconds: 0,
    snapshots: 9,
    lateAfterSeconds: 20_000,
    budgetBytes: 2e9,
    repositories: [
      { name: "cellar", machine: "cellar", diesWith: "cellar" },
      { name: "attic", machine: "attic", diesWith: "attic" },
    ],
  },
};
export const resource = (type: string, name: string, inputs: unknown): ReviewedResource => ({
  urn: urn(type, name),
  type: type.split("$").at(-1)!,
  inputs,
});
export const facts = (...descriptors: Descriptor[]) => ({ descriptors, published: [] });
