import {
  cluster,
  firewall,
  ingress,
  ingressService,
  labContainer,
  labMachines,
  otherCluster,
  otherService,
  port,
  route,
  wiki,
  wikiService,
} from "../core/examples";
import { type Fixtures, unknown, unknownList } from "../core/fixture";

const networks = ["192.168.4.0/24"];
const published = (port: unknown) => ({ endpointSpec: { ports: [{ targetPort: 80, publishedPort: port }] } });

export const fixtures: Fixtures = {
  good: [
    {
      shows: "services without a port behind the ingress with 80 and 443",
      resources: [ingress, ingressService(), firewall(), wiki(), wikiService()],
      says: [],
    },
    { shows: "no endpoint at all", resources: [wiki(), wikiService({ endpointSpec: undefined })], says: [] },
    {
      shows: "another port that a route of a service declares, on ingress and firewall",
      resources: [
        ingress,
        ingressService([
          [80, 80],
          [8080, 8000],
        ]),
        firewall([80, 8080]),
        wiki({ routes: [{ ...route, port: 8080 }] }),
      ],
      says: [],
    },
    { shows: "machines of the lab, which publish nothing", resources: [labMachines, labContainer()], says: [] },
    {
      shows: "ports of services, for everybody and for the cluster's machines, which the ingress hands on",
      resources: [
        ingress,
        ingressService([
          [443, 443],
          [10051, 10051],
          [514, 514, "udp"],
          [515, 515],
        ]),
        firewall([443, 10051], networks, { publicUdpPorts: [514] }),
        wiki({
          ports: [
            port,
            { ...port, name: "log", port: 514, protocol: "udp" },
            { ...port, name: "spool", port: 515, exposure: "cluster" },
          ],
        }),
      ],
      says: [],
    },
  ],
  bad: [
    {
      shows: "a port that only a service of another platform declares, on ingress and firewall",
      resources: [
        cluster(),
        { ...ingress, props: { ...ingress.props, cluster: "swarm" } },
        ingressService([[10051, 10051]]),
        firewall([10051]),
        otherCluster,
        otherService({ ports: [port] }),
      ],
      says: [
        "ingress-traefik: it publishes port 10051, which no route declares",
        "firewall-hive1: it opens port 10051 to everybody, which no route declares",
      ],
    },
    {
      shows: "a service that publishes a port",
      tier: "development",
      resources: [wiki(), wikiService(published(8081))],
      says: ["wiki-service: it publishes port 8081"],
    },
    {
      shows: "a service that vouches for itself: its own route does not allow it to publish",
      resources: [wiki({ routes: [{ ...route, port: 8081 }] }), wikiService(published(8081))],
      says: ["wiki-service: it publishes port 8081"],
    },
    {
      shows: "a service that calls itself ingress",
      resources: [wiki({ serviceKind: "ingress" }), wikiService(published(443))],
      says: ["wiki-service: it publishes port 443"],
    },
    {
      shows: "an ingress with a port that only its own routes declare",
      resources: [
        { ...ingress, props: { ...ingress.props, routes: [{ ...route, port: 9000 }] } },
        ingressService([[9000, 9000]]),
        wiki(),
      ],
      says: ["ingress-traefik: it publishes port 9000, which no route declares"],
    },
    {
      shows: "a route inside the cluster opens nothing",
      resources: [firewall([443, 5000]), wiki({ routes: [{ ...route, exposure: "cluster", port: 5000 }] })],
      says: ["firewall-hive1: it opens port 5000 to everybody, which no route declares"],
    },
    {
      shows: "a service of nobody",
      resources: [{ ...wikiService({ endpointSpec: { ports: [{ targetPort: 80 }] } }), parent: undefined }],
      says: ["wiki-service: it publishes a port that Docker chooses"],
    },
    {
      shows: "a container with a port, all ports, or the machine's network",
      resources: [
        labMachines,
        labContainer({ ports: [{ internal: 80, external: 8082 }] }),
        labContainer({ publishAllPorts: true }, { name: "all", parent: undefined }),
        labContainer({ networkMode: "host" }, { name: "host", parent: undefined }),
      ],
      says: [
        "hive-hive1: it publishes port 8082",
        "all: it publishes all its ports",
        "host: it is in the machine's own network",
      ],
    },
    {
      shows: "a service that publishes the port which it opens, past the ingress",
      resources: [wiki({ ports: [port] }), wikiService(published(10051))],
      says: ["wiki-service: it publishes port 10051"],
    },
    {
      shows: "ports that are opened for another protocol, or to the cluster's machines alone",
      resources: [
        ingress,
        ingressService([[10051, 10051, "udp"]]),
        firewall([443, 515], networks, { publicUdpPorts: [10051] }),
        wiki({ ports: [port, { ...port, name: "spool", port: 515, exposure: "cluster" }] }),
      ],
      says: [
        "ingress-traefik: it publishes port 10051/udp, which no route declares",
        "firewall-hive1: it opens port 515 to everybody, which no route declares",
        "firewall-hive1: it opens port 10051/udp to everybody, which no route declares",
      ],
    },
  ],
  unknown: [
    {
      shows: "an unknown port",
      resources: [wiki(), wikiService(published(unknown))],
      says: ["wiki-service ? .endpointSpec.ports[0].publishedPort"],
    },
    {
      shows: "an unknown list beside a known violation: the violation is still found",
      resources: [
        wikiService({ endpointSpec: { ports: unknownList } }),
        { ...wikiService(published(8081)), name: "other" },
      ],
      says: ["wiki-service ? .endpointSpec.ports", "other: it publishes port 8081"],
    },
    {
      shows: "an ingress whose ports are unknown",
      resources: [ingress, ingressService([[unknown, 80]])],
      says: ["ingress-traefik ? .endpointSpec.ports[0].publishedPort"],
    },
    {
      shows: "an ingress whose port has an unknown protocol, and a firewall whose UDP ports are unknown",
      resources: [
        ingress,
        ingressService([[10051, 10051, unknown]]),
        firewall([443], networks, { publicUdpPorts: unknownList }),
        wiki({ ports: [port] }),
      ],
      says: ["ingress-traefik ? .endpointSpec.ports[0].protocol", "firewall-hive1 ? .publicUdpPorts"],
    },
  ],
};
