import { environment, route, wiki, wikiService } from "../core/examples";
import { type Fixtures, unknown } from "../core/fixture";

const chat = (change: object = {}) =>
  wiki({ serviceKind: "mattermost", version: "11.4.0", routes: [{ ...route, exposure: "members" }], ...change });
const running = (replicas: unknown) => wikiService({ mode: { replicated: { replicas } } });

export const fixtures: Fixtures = {
  good: [
    { shows: "one copy, for a dozen people", resources: [environment(), chat(), running(1)], says: [] },
    { shows: "software without limits", resources: [environment(), wiki({ replicas: 4 })], says: [] },
    {
      shows: "a chat for everybody: how many that are nobody knows",
      resources: [environment({ members: 300 }), chat({ routes: [route] })],
      says: [],
    },
  ],
  bad: [
    {
      shows: "a copy more than the edition allows, wanted or running",
      resources: [chat({ replicas: 2 }), running(2)],
      says: [
        "wiki: it has 2 copies of Mattermost Team Edition",
        "wiki-service: it has 2 copies of Mattermost Team Edition",
      ],
    },
    {
      shows: "one on each node",
      resources: [chat({ replicas: "each-node" }), wikiService({ mode: { global: true } })],
      says: [
        "wiki: it has a copy on each node of Mattermost Team Edition",
        "wiki-service: it has a copy on each node of Mattermost Team Edition",
      ],
    },
    {
      shows: "more members than the edition takes",
      resources: [environment({ members: 251 }), chat()],
      says: ["wiki: 251 people may use Mattermost Team Edition"],
    },
  ],
  unknown: [
    {
      shows: "an unknown number of copies",
      resources: [chat(), running(unknown)],
      says: ["wiki-service ? .mode.replicated.replicas"],
    },
    {
      shows: "an unknown number of members",
      resources: [environment({ members: unknown }), chat()],
      says: ["wiki ? .members"],
    },
  ],
};
