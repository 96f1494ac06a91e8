import { ingress, otherCluster, otherService, port, route, wiki } from "../core/examples";
import { type Fixtures, unknown } from "../core/fixture";

const pad = (change: object) => ({
  ...wiki({ service: "pad", routes: [{ ...route, service: "pad", host: "pad.example.org", ...change }] }),
  name: "pad",
});

export const fixtures: Fixtures = {
  good: [
    { shows: "two hosts", resources: [ingress, wiki(), pad({})], says: [] },
    {
      shows: "two paths of one host, the longer one first for the ingress",
      resources: [wiki(), pad({ host: "wiki.example.org", path: "/pad" })],
      says: [],
    },
    { shows: "one host on two ports", resources: [wiki(), pad({ host: "wiki.example.org", port: 8443 })], says: [] },
    {
      shows: "one number for two protocols",
      resources: [
        wiki({ ports: [port] }),
        {
          ...wiki({ service: "log", routes: [], ports: [{ ...port, protocol: "udp" }] }),
          name: "log",
        },
      ],
      says: [],
    },
    {
      shows: "one port of two platforms, each on machines of its own",
      resources: [wiki({ cluster: "swarm", ports: [port] }), otherCluster, otherService({ ports: [port] })],
      says: [],
    },
  ],
  bad: [
    {
      shows: "one host for two services",
      tier: "staging",
      resources: [wiki(), pad({ host: "wiki.example.org" })],
      says: [
        "wiki: it claims wiki.example.org/ on port 443, and so does pad",
        "pad: it claims wiki.example.org/ on port 443, and so does wiki",
      ],
    },
    {
      shows: "the same, written differently",
      resources: [wiki({ routes: [{ ...route, path: "/pad/" }] }), pad({ host: "Wiki.example.org", path: "/pad" })],
      says: [
        "wiki: it claims wiki.example.org/pad/ on port 443, and so does pad",
        "pad: it claims Wiki.example.org/pad on port 443, and so does wiki",
      ],
    },
    {
      shows: "one port for two services",
      resources: [
        wiki({ ports: [port] }),
        { ...wiki({ service: "log", routes: [], ports: [{ ...port, name: "log" }] }), name: "log" },
      ],
      says: ["wiki: it claims port 10051/tcp, and so does log", "log: it claims port 10051/tcp, and so does wiki"],
    },
  ],
  unknown: [
    {
      shows: "an unknown host",
      resources: [wiki({ routes: [{ ...route, host: unknown }] }), pad({})],
      says: ["wiki ? .routes[0].host"],
    },
    {
      shows: "an unknown port",
      resources: [wiki({ ports: [{ ...port, port: unknown }] })],
      says: ["wiki ? .ports[0].port"],
    },
  ],
};
