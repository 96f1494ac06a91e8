import { ingress, plan, volume, wiki } from "../core/examples";
import { type Fixtures, unknown, unknownList } from "../core/fixture";

const on = (...places: readonly (readonly [machine: string, diesWith: string])[]) =>
  wiki({
    backup: {
      ...plan,
      repositories: places.map(([machine, diesWith]) => ({ name: `on-${machine}`, machine, diesWith })),
    },
  });

export const fixtures: Fixtures = {
  good: [
    {
      shows: "a repository on another machine in another room",
      resources: [volume(), on(["store1", "cellar"])],
      says: [],
    },
    {
      shows: "one repository near, for quick restores, and one apart",
      resources: [volume(), on(["hive1", "attic"], ["store1", "cellar"])],
      says: [],
    },
    {
      shows: "beside the arbiter, which holds no data",
      resources: [volume({ arbiter: true }), on(["store1", "shed"])],
      says: [],
    },
    { shows: "nothing to back up", resources: [volume(), ingress], says: [] },
    { shows: "no plan is another policy's business", resources: [volume(), wiki({ backup: null })], says: [] },
  ],
  bad: [
    {
      shows: "a repository on a machine of the data",
      resources: [volume(), on(["hive3", "hall"])],
      says: ["wiki: its repository on-hive3 is on hive3, which holds the data"],
    },
    {
      shows: "on another machine of the same hypervisor",
      resources: [volume(), on(["store1", "attic"])],
      says: ["wiki: its repository on-store1 is on store1, which is lost together with hive1 (attic)"],
    },
    {
      shows: "several, none of them apart",
      tier: "staging",
      resources: [volume(), on(["hive1", "attic"], ["store1", "hall"])],
      says: [
        "wiki: its repository on-hive1 is on hive1, which holds the data",
        "wiki: its repository on-store1 is on store1, which is lost together with hive2 (hall)",
      ],
    },
    {
      shows: "apart from the files, and on the machine of the database",
      resources: [
        volume(),
        { ...volume({ volume: "rows", machines: ["store1"], failureDomains: ["cellar"], replicas: 1 }), name: "rows" },
        wiki({
          state: {
            items: [
              { kind: "files", volume: "data", path: "/services/wiki" },
              { kind: "database", engine: "mariadb", name: "wiki", volume: "rows" },
            ],
          },
        }),
      ],
      says: ["wiki: its repository second-host is on store1, which holds the data"],
    },
    {
      shows: "a machine that does not say what it is lost with is lost alone",
      resources: [
        volume({ failureDomains: ["store1", "hive2", "hive3"] }),
        wiki({ backup: { ...plan, repositories: [{ name: "x", machine: "store1" }] } }),
      ],
      says: ["wiki: its repository x is on store1, which is lost together with hive1 (store1)"],
    },
    {
      shows: "a volume that nobody describes",
      resources: [on(["store1", "cellar"])],
      says: ["wiki: nothing says on which machines its volume data lies"],
    },
  ],
  unknown: [
    {
      shows: "an unknown place of the repository",
      resources: [
        volume(),
        wiki({ backup: { ...plan, repositories: [{ name: "x", machine: unknown, diesWith: "cellar" }] } }),
      ],
      says: ["wiki ? .backup.repositories[0].machine"],
    },
    {
      shows: "unknown machines of the volume",
      resources: [volume({ machines: unknownList }), wiki()],
      says: ["wiki ? .machines"],
    },
  ],
};
