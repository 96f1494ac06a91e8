import { firewall, ingress, ingressService, labContainer, port, route, wiki, wikiService } from "../core/examples";
import { type Fixtures, unknown, unknownList } from "../core/fixture";

const published = (publishedPort: unknown, targetPort: unknown = 80) => ({
  endpointSpec: { ports: [{ targetPort, publishedPort }] },
});

export const fixtures: Fixtures = {
  good: [
    { shows: "80 and 443 public, SSH from one network", resources: [ingress, ingressService(), firewall()], says: [] },
    {
      shows: "a dashboard that is switched off by name",
      resources: [ingress, ingressService([[443, 443]], { args: ["--api.insecure=false"] })],
      says: [],
    },
    { shows: "8080 for an application", resources: [wiki(), wikiService(published(8080, 8080))], says: [] },
    {
      shows: "SSH from single addresses, IPv4 and IPv6",
      resources: [firewall([443], ["10.77.1.1/32", "fd00:1::/64"])],
      says: [],
    },
    {
      shows: "a registry inside the cluster",
      resources: [wiki({ routes: [{ ...route, exposure: "cluster", port: 5000 }] })],
      says: [],
    },
    { shows: "a port that a service opens", resources: [wiki({ ports: [port] })], says: [] },
    {
      shows: "a UDP port whose number is GlusterFS's by TCP",
      resources: [
        wiki({ ports: [{ ...port, port: 51820, protocol: "udp" }] }),
        firewall([443], ["192.168.4.0/24"], { publicUdpPorts: [51820] }),
        ingress,
        ingressService([[51820, 51820, "udp"]]),
      ],
      says: [],
    },
  ],
  bad: [
    {
      shows: "the Docker engine, by service or container",
      tier: "development",
      resources: [wikiService(published(2375)), labContainer({ ports: [{ internal: 2376, external: 9999 }] })],
      says: [
        "wiki-service: it publishes port 2375 (Docker engine)",
        "hive-hive1: it publishes port 9999 (Docker engine)",
      ],
    },
    {
      shows: "Swarm and Gluster, on a firewall",
      resources: [firewall([443, 2377, 7946, 4789, 24007, 49152])],
      says: [
        "firewall-hive1: it opens port 2377 (Swarm management) to everybody",
        "firewall-hive1: it opens port 7946 (Swarm node discovery) to everybody",
        "firewall-hive1: it opens port 4789 (Swarm overlay network) to everybody",
        "firewall-hive1: it opens port 24007 (GlusterFS management) to everybody",
        "firewall-hive1: it opens port 49152 (GlusterFS data) to everybody",
      ],
    },
    {
      shows: "the dashboard by its port",
      resources: [ingress, ingressService([[9000, 8080]])],
      says: ["ingress-traefik: it publishes port 9000 (the ingress's dashboard)"],
    },
    {
      shows: "the dashboard by option or variable",
      resources: [
        ingress,
        ingressService([], { args: ["--api.insecure", "--api.insecure=true"], env: { TRAEFIK_API_INSECURE: "true" } }),
      ],
      says: [
        "ingress-traefik: it is started with --api.insecure",
        "ingress-traefik: it is started with --api.insecure=true",
        "ingress-traefik: it is started with TRAEFIK_API_INSECURE",
      ],
    },
    {
      shows: "SSH from everywhere, whole or in halves",
      resources: [firewall([443], ["0.0.0.0/0", "::/0", "128.0.0.0/1"])],
      says: [
        "firewall-hive1: it lets SSH in from 0.0.0.0/0, which is everywhere",
        "firewall-hive1: it lets SSH in from ::/0, which is everywhere",
        "firewall-hive1: it lets SSH in from 128.0.0.0/1, which is everywhere",
      ],
    },
    {
      shows: "SSH from what is not exactly one network",
      resources: [
        firewall([443], ["0.0.0.0/1, 192.0.2.0/24", "} accept #", "192.0.2.0/24 ", "192.0.2.7", "192.0.2.7/24", 7]),
      ],
      says: [
        "firewall-hive1: it lets SSH in from 0.0.0.0/1, 192.0.2.0/24, which is not one network",
        "firewall-hive1: it lets SSH in from } accept #, which is not one network",
        "firewall-hive1: it lets SSH in from 192.0.2.0/24 , which is not one network",
        "firewall-hive1: it lets SSH in from 192.0.2.7, which is not one network",
        "firewall-hive1: it lets SSH in from 192.0.2.7/24, which is not one network",
        "firewall-hive1: it lets SSH in from 7, which is not one network",
      ],
    },
    {
      shows: "SSH from a text in place of a list",
      resources: [firewall([443], [], { administrationFrom: "0.0.0.0/0" })],
      says: ["firewall-hive1: it lets SSH in from 0.0.0.0/0, which is everywhere"],
    },
    {
      shows: "SSH as a public port",
      resources: [firewall([22, 443])],
      says: ["firewall-hive1: it opens port 22 (SSH) to everybody"],
    },
    {
      shows: "a route to the Docker engine",
      resources: [wiki({ routes: [{ ...route, port: 2375 }] })],
      says: ["wiki: it declares a route to port 2375 (Docker engine) for public"],
    },
    {
      shows: "a service that opens a management port, and a firewall that does by UDP",
      resources: [
        wiki({ ports: [{ ...port, port: 22 }] }),
        firewall([443], ["192.168.4.0/24"], { publicUdpPorts: [4789] }),
      ],
      says: [
        "wiki: it opens port 22 (SSH) for public",
        "firewall-hive1: it opens port 4789 (Swarm overlay network) to everybody",
      ],
    },
  ],
  unknown: [
    {
      shows: "an unknown network does not hide the known one",
      resources: [firewall([443], [unknown, "0.0.0.0/0"])],
      says: [
        "firewall-hive1 ? .administrationFrom[0]",
        "firewall-hive1: it lets SSH in from 0.0.0.0/0, which is everywhere",
      ],
    },
    {
      shows: "unknown arguments",
      resources: [ingress, ingressService([[443, 443]], { args: unknownList })],
      says: ["ingress-traefik ? .taskSpec.containerSpec.args"],
    },
    {
      shows: "an unknown published port",
      resources: [wikiService(published(unknown))],
      says: ["wiki-service ? .endpointSpec.ports[0].publishedPort"],
    },
    {
      shows: "an unknown end of a port does not hide the other",
      resources: [
        wikiService(published(unknown, 2375)),
        wikiService(published(2375, unknown)),
        wikiService(published(8080, unknown)),
      ],
      says: [
        "wiki-service: it publishes its port 2375 (Docker engine)",
        "wiki-service: it publishes port 2375 (Docker engine)",
        "wiki-service ? .endpointSpec.ports[0].targetPort",
      ],
    },
    {
      shows: "an unknown port of a service",
      resources: [wiki({ ports: [{ ...port, port: unknown }] })],
      says: ["wiki ? .ports[0].port"],
    },
  ],
};
