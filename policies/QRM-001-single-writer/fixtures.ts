import { ingress, ingressService, wiki, wikiService } from "../core/examples";
import { type Fixtures, unknown } from "../core/fixture";

export const fixtures: Fixtures = {
  good: [
    { shows: "one copy", resources: [wiki(), wikiService()], says: [] },
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
      resources: [wiki({ replicas: 2 })],
      says: ["wiki: it wants 2 copies"],
    },
    {
      shows: "one on each node",
      resources: [wiki({ replicas: "each-node" })],
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
  ],
  unknown: [
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
    { shows: "an unknown wish", resources: [wiki({ replicas: unknown })], says: ["wiki ? .replicas"] },
  ],
};
