import {
  cluster,
  firewall,
  ingress,
  ingressService,
  otherCluster,
  otherService,
  port,
  route,
  wiki,
} from "../core/examples";
import { type Fixtures, unknown, unknownList } from "../core/fixture";

const platform = [cluster({ managers: ["hive1"] }), firewall(), ingress, ingressService()];

const listening = [cluster({ managers: ["hive1"] }), ingress, ingressService([[10051, 10051]])];

export const fixtures: Fixtures = {
  good: [
    {
      shows: "members who are asked for a password",
      resources: [...platform, wiki({ routes: [{ ...route, exposure: "members", authentication: "password" }] })],
      says: [],
    },
    {
      shows: "everybody, and nobody",
      resources: [...platform, wiki(), { ...wiki({ service: "inner", routes: [] }), name: "inner" }],
      says: [],
    },
    {
      shows: "a registry that the firewall keeps to the cluster",
      resources: [...platform, wiki({ routes: [{ ...route, exposure: "cluster", port: 5000 }] })],
      says: [],
    },
    {
      shows: "a port for everybody, and one that the firewall keeps to the cluster's machines",
      resources: [
        ...listening,
        firewall([443, 10051]),
        wiki({ ports: [port] }),
        {
          ...wiki({ service: "log", routes: [], ports: [{ ...port, port: 10052, exposure: "cluster" }] }),
          name: "log",
        },
      ],
      says: [],
    },
    {
      shows: "a port for the cluster, which another platform opens to everybody on a machine of its own",
      resources: [
        ...listening,
        firewall([443]),
        wiki({ cluster: "swarm", routes: [], ports: [{ ...port, exposure: "cluster" }] }),
        otherCluster,
        { ...firewall([443, 10051], [], { machine: "south1" }), name: "firewall-south1" },
        otherService({ ports: [port] }),
      ],
      says: [],
    },
  ],
  bad: [
    {
      shows: "members who are asked for nothing",
      tier: "development",
      resources: [...platform, wiki({ routes: [{ ...route, exposure: "members" }] })],
      says: ["wiki: wiki.example.org/ on port 443 is for members, and everybody gets in on hive1"],
    },
    {
      shows: "a VPN that is the same open port",
      resources: [...platform, wiki({ routes: [{ ...route, exposure: "vpn" }] })],
      says: ["wiki: wiki.example.org/ on port 443 is for vpn, and everybody gets in on hive1"],
    },
    {
      shows: "a registry whose port a firewall opens",
      resources: [
        cluster({ managers: ["hive1"] }),
        firewall([80, 443, 5000]),
        wiki({ routes: [{ ...route, exposure: "cluster", port: 5000, authentication: "password" }] }),
      ],
      says: ["wiki: wiki.example.org/ on port 5000 is for cluster, and everybody gets in on hive1"],
    },
    {
      shows: "a port for the cluster that a firewall opens, and one for members, whom nobody asks",
      resources: [
        ...listening,
        firewall([443, 10051]),
        wiki({ routes: [], ports: [{ ...port, exposure: "cluster" }] }),
        { ...wiki({ service: "log", routes: [], ports: [{ ...port, exposure: "members" }] }), name: "log" },
      ],
      says: [
        "wiki: its agents on port 10051/tcp is for cluster, and everybody gets in on hive1",
        "log: its agents on port 10051/tcp is for members, and everybody gets in on hive1",
      ],
    },
  ],
  unknown: [
    {
      shows: "an unknown authentication",
      resources: [...platform, wiki({ routes: [{ ...route, exposure: "members", authentication: unknown }] })],
      says: ["wiki ? .routes[0].authentication"],
    },
    {
      shows: "an unknown list of public ports",
      resources: [
        cluster({ managers: ["hive1"] }),
        { ...firewall(), props: { ...firewall().props, publicPorts: unknownList } },
        wiki(),
      ],
      says: ["wiki ? .publicPorts"],
    },
    {
      shows: "an unknown list of public UDP ports",
      resources: [firewall([443], [], { publicUdpPorts: unknownList }), wiki()],
      says: ["wiki ? .publicUdpPorts"],
    },
  ],
};
