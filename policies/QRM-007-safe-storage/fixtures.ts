import { volume, wiki } from "../core/examples";
import { type Fixtures, unknown } from "../core/fixture";

const database = wiki({ state: { items: [{ kind: "database", engine: "mariadb", name: "wiki", volume: "data" }] } });

export const fixtures: Fixtures = {
  good: [
    { shows: "files and a database on Gluster", resources: [volume(), wiki(), { ...database, name: "pad" }], says: [] },
    { shows: "no data", resources: [volume({ technology: "nfs" }), wiki({ state: { none: "made anew" } })], says: [] },
  ],
  bad: [
    {
      shows: "a database on NFS",
      resources: [volume({ technology: "nfs" }), database],
      says: ["wiki: it keeps data of mariadb on nfs (volume data): lost messages leave its tables inconsistent"],
    },
  ],
  unknown: [
    {
      shows: "a pair of which nobody knows",
      resources: [volume({ technology: "nfs" }), wiki()],
      says: ["wiki ? .state.items[0]"],
    },
    {
      shows: "software of which nobody knows",
      resources: [volume(), wiki({ serviceKind: "kanboard" })],
      says: ["wiki ? .state.items[0]"],
    },
    {
      shows: "an unknown technology",
      resources: [volume({ technology: unknown }), wiki()],
      says: ["wiki ? .technology"],
    },
  ],
};
