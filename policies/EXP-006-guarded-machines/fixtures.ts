import { cluster, firewall, ingressService, machines } from "../core/examples";
import { type Fixtures, unknown, unknownList } from "../core/fixture";

const second = { ...firewall(), name: "firewall-hive2", props: { ...firewall([], []).props, machine: "hive2" } };

export const fixtures: Fixtures = {
  good: [
    {
      shows: "a firewall for each machine, one that opens nothing included",
      resources: [
        machines({ hive1: "attic", hive2: "hall" }),
        cluster({ managers: ["hive1"], workers: ["hive2"] }),
        firewall(),
        second,
      ],
      says: [],
    },
    {
      shows: "ports of services that are not known yet, which concern no firewall",
      resources: [cluster({ managers: ["hive1"] }), firewall(), ingressService([[unknown, 443]])],
      says: [],
    },
    { shows: "no machine at all", resources: [machines({})], says: [] },
  ],
  bad: [
    {
      shows: "a machine without one",
      tier: "development",
      resources: [machines({ hive1: "attic", hive2: "hall" }), firewall()],
      says: ["hive: hive2 has no firewall"],
    },
    {
      shows: "nodes of a cluster on machines that nobody describes",
      resources: [cluster({ managers: ["hive1", "hive2"], workers: ["hive3"] }), firewall()],
      says: ["swarm: hive2 has no firewall", "swarm: hive3 has no firewall"],
    },
  ],
  unknown: [
    {
      shows: "an unknown name",
      resources: [
        { ...machines(), props: { ...machines().props, machines: [{ name: unknown, diesWith: "attic" }] } },
        firewall(),
      ],
      says: ["hive ? .machines[0].name"],
    },
    {
      shows: "unknown nodes",
      resources: [cluster({ managers: unknownList }), firewall()],
      says: ["swarm ? .managers"],
    },
    {
      shows: "a firewall of an unknown machine",
      resources: [
        cluster({ managers: ["hive1"] }),
        { ...firewall(), props: { ...firewall().props, machine: unknown } },
      ],
      says: ["swarm ? .machine"],
    },
  ],
};
