import { ingress, wiki } from "../core/examples";
import { type Fixtures, unknown, unknownList } from "../core/fixture";

export const fixtures: Fixtures = {
  good: [
    { shows: "files on a volume", resources: [wiki()], says: [] },
    {
      shows: "a database",
      resources: [wiki({ state: { items: [{ kind: "database", engine: "mariadb", name: "wiki", volume: "data" }] } })],
      says: [],
    },
    { shows: "no state, with its reason", resources: [ingress], says: [] },
    {
      shows: "components that are no services",
      resources: [
        {
          type: "ruche:services:Platform",
          name: "platform",
          props: { kind: "environment", tier: "production", environment: "x", domain: "example.org" },
        },
      ],
      says: [],
    },
    {
      shows: "resources that are not ours",
      resources: [{ type: "aws:s3/bucket:Bucket", name: "bucket", props: {} }],
      says: [],
    },
  ],
  bad: [
    { shows: "a service without state", resources: [wiki({ state: undefined })], says: ["wiki: no state is declared"] },
    { shows: "an empty list", resources: [wiki({ state: { items: [] } })], says: ["wiki: no state is declared"] },
    {
      shows: "none without a reason",
      resources: [wiki({ state: { none: " " } })],
      says: ["wiki: state none without a reason"],
    },
    {
      shows: "items that do not say what they are",
      tier: "development",
      resources: [
        wiki({
          state: {
            items: [
              { kind: "files", volume: "data" },
              { kind: "database", engine: "mariadb", name: "wiki", volume: "data" },
              {},
            ],
          },
        }),
      ],
      says: ["wiki: state item 1 does not say what it is", "wiki: state item 3 does not say what it is"],
    },
    {
      shows: "a service that says nothing at all",
      resources: [{ type: "ruche:services:DokuWiki", name: "wiki", props: {} }],
      says: ["wiki: it says nothing of itself"],
    },
  ],
  unknown: [
    {
      shows: "a state that only the update knows",
      resources: [wiki({ state: { items: unknownList } })],
      says: ["wiki ? .state.items"],
    },
    {
      shows: "one unknown path",
      resources: [wiki({ state: { items: [{ kind: "files", volume: "data", path: unknown }] } })],
      says: ["wiki ? .state.items[0].path"],
    },
  ],
};
