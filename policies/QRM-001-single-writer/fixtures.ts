import { ingress, ingressService, registry, wiki, wikiService } from "../core/examples";
import { type FixtureResource, type Fixtures, unknown } from "../core/fixture";

/** What runs the wiki, taken out of it. */
const apart = (change: object = {}): FixtureResource => ({ ...wikiService(change), name: "apart", parent: undefined });

export const fixtures: Fixtures = {
  good: [
    { shows: "one copy", resources: [wiki(), wikiService()], says: [] },
    { shows: "one copy that was taken out of its service", resources: [wiki(), apart()], says: [] },
    { shows: "a service that no cluster runs", resources: [registry({ writers: "single", replicas: 1 })], says: [] },
    {
      shows: "one copy under another name",
      resources: [wiki(), wikiService({ name: "pages" })],
      says: [],
    },
    {
      shows: "stopped: no copy runs",
      resources: [wiki(), wikiService({ mode: { replicated: { replicas: 0 } } })],
      says: [],
    },
    {
      shows: "many writers, many copies",
      resources: [
        wiki({ writers: "many", replicas: 4 }),
        wikiService({ mode: { replicated: { replicas: 4 } } }),
        ingress,
        ingressService(),
      ],
      says: [],
    },
    {
      shows: "a companion of a service with many copies, once",
      resources: [
        wiki({ writers: "many", replicas: 4 }),
        wikiService({ mode: { replicated: { replicas: 4 } } }),
        wikiService({ name: "wiki-cache" }),
        wikiService({ name: unknown }),
      ],
      says: [],
    },
  ],
  bad: [
    {
      shows: "a component that wants more",
      tier: "development",
      resources: [wiki({ replicas: 2 }), wikiService()],
      says: ["wiki: it wants 2 copies"],
    },
    {
      shows: "one on each node",
      resources: [wiki({ replicas: "each-node" }), wikiService()],
      says: ["wiki: it wants a copy on each node"],
    },
    {
      shows: "what runs is more than what the component says",
      resources: [wiki(), wikiService({ mode: { replicated: { replicas: 3 } } })],
      says: ["wiki-service: it runs 3 copies"],
    },
    {
      shows: "a number, and a yes, that are written as text",
      resources: [
        wiki(),
        wikiService({ mode: { replicated: { replicas: "3" } } }),
        wikiService({ mode: { global: "true" } }),
        wikiService({ mode: [{ replicated: [{ replicas: 2 }] }] }),
      ],
      says: [
        "wiki-service: it runs 3 copies",
        "wiki-service: it runs a copy on each node",
        "wiki-service: it runs 2 copies",
      ],
    },
    {
      shows: "a global service below a single writer",
      resources: [wiki(), wikiService({ mode: { global: true } })],
      says: ["wiki-service: it runs a copy on each node"],
    },
    {
      shows: "a companion more than once, whatever its service allows",
      resources: [
        wiki({ writers: "many", replicas: 4 }),
        wikiService({ name: "wiki-cache", mode: { replicated: { replicas: 3 } } }),
        wikiService({ name: "wiki-cache", mode: { global: true } }),
      ],
      says: ["wiki-service: it runs 3 copies", "wiki-service: it runs a copy on each node"],
    },
    {
      shows: "what a transform took out of its service, and scaled",
      resources: [wiki(), apart({ mode: { replicated: { replicas: 3 } } })],
      says: ["wiki: apart, which is not below it, runs 3 copies"],
    },
    {
      shows: "what a transform took out of its service, and put below one that has many writers",
      resources: [
        wiki(),
        { ...ingress, name: "other", props: { ...ingress.props, service: "wiki" } },
        { ...apart({ mode: { global: true } }), parent: "other" },
      ],
      says: ["wiki: apart, which is not below it, runs a copy on each node"],
    },
    {
      shows: "what a transform left out: a companion is left",
      tier: "development",
      resources: [wiki(), wikiService({ name: "wiki-cache" }), ingress, ingressService()],
      says: ["wiki: nothing in the stack runs it"],
    },
  ],
  unknown: [
    {
      shows: "a workload that may run the service",
      resources: [wiki(), apart({ name: unknown })],
      says: ["wiki ? .name"],
    },
    {
      shows: "an unknown number of copies of what was taken out",
      resources: [wiki(), apart({ mode: unknown })],
      says: ["wiki ? .mode"],
    },
    {
      shows: "a workload that may be a companion",
      resources: [
        wiki({ writers: "many", replicas: 4 }),
        wikiService({ name: unknown, mode: { replicated: { replicas: 3 } } }),
      ],
      says: ["wiki-service ? .name"],
    },
    {
      shows: "an unknown number of copies of a companion",
      resources: [
        wiki({ writers: "many" }),
        wikiService({ name: "wiki-cache", mode: { replicated: { replicas: unknown } } }),
      ],
      says: ["wiki-service ? .mode.replicated.replicas"],
    },
    {
      shows: "an unknown number of copies",
      resources: [wiki(), wikiService({ mode: { replicated: { replicas: unknown } } })],
      says: ["wiki-service ? .mode.replicated.replicas"],
    },
    { shows: "an unknown mode", resources: [wiki(), wikiService({ mode: unknown })], says: ["wiki-service ? .mode"] },
    { shows: "an unknown wish", resources: [wiki({ replicas: unknown }), wikiService()], says: ["wiki ? .replicas"] },
  ],
};
