import { cluster, firewall, ingress, ingressService, port, route, wiki, wikiService } from "../core/examples";
import { type Fixtures, unknown, unknownList } from "../core/fixture";

const doors = [
  { ...route, service: "ingress", host: "*.example.org" },
  { ...route, service: "ingress", host: "*.example.org", port: 80, tls: "none" },
];
const front = { ...ingress, props: { ...ingress.props, routes: doors } };
const one = cluster({ managers: ["hive1"] });
const redirects = ["--entrypoints.http.address=:80", "--entrypoints.http.http.redirections.entrypoint.to=https"];
const serving = ingressService(
  [
    [80, 80],
    [443, 443],
  ],
  { args: redirects },
);

const opened = [one, firewall([443, 10051]), ingress, ingressService([[10051, 10051]])];

export const fixtures: Fixtures = {
  good: [
    {
      shows: "HTTPS for a service, and HTTP that only redirects",
      resources: [one, firewall(), front, serving, wiki()],
      says: [],
    },
    {
      shows: "challenges of ACME, which come by HTTP",
      resources: [
        one,
        firewall(),
        serving,
        front,
        wiki({
          service: "challenges",
          routes: [{ ...route, host: "*", path: "/.well-known/acme-challenge/", port: 80, tls: "none" }],
        }),
      ],
      says: [],
    },
    {
      shows: "a way of resolving names that is not known yet",
      resources: [one, firewall(), front, serving, wikiService({ endpointSpec: { mode: unknown, ports: [] } }), wiki()],
      says: [],
    },
    {
      shows: "a port of the cluster's own",
      resources: [
        one,
        firewall(),
        front,
        serving,
        wiki({ routes: [{ ...route, exposure: "cluster", port: 5000, tls: "none" }] }),
      ],
      says: [],
    },
    {
      shows: "a port whose software encrypts",
      resources: [...opened, wiki({ ports: [port] })],
      says: [],
    },
    {
      shows: "a plain port that only the cluster's machines reach",
      resources: [
        one,
        firewall(),
        ingress,
        ingressService([[10051, 10051]]),
        wiki({ ports: [{ ...port, exposure: "cluster", encrypted: false }] }),
      ],
      says: [],
    },
  ],
  bad: [
    {
      shows: "a route without TLS",
      resources: [one, firewall(), front, serving, wiki({ routes: [{ ...route, tls: "none" }] })],
      says: ["wiki: everybody may come to wiki.example.org/ on port 443 without TLS"],
    },
    {
      shows: "a password that is asked for by HTTP",
      tier: "development",
      resources: [
        one,
        firewall(),
        front,
        serving,
        wiki({ routes: [{ ...route, exposure: "members", authentication: "password", tls: "none" }] }),
      ],
      says: ["wiki: members may come to wiki.example.org/ on port 443 without TLS"],
    },
    {
      shows: "an ingress that serves HTTP without redirecting, whatever its component says",
      resources: [
        one,
        firewall(),
        front,
        ingressService(
          [
            [80, 80],
            [443, 443],
          ],
          { args: redirects.slice(0, 1) },
        ),
      ],
      says: ["ingress: everybody may come to *.example.org/ on port 80 without TLS"],
    },
    {
      shows: "a redirection of another entry point",
      resources: [
        one,
        firewall(),
        front,
        ingressService(
          [
            [80, 8000],
            [443, 443],
          ],
          { args: redirects },
        ),
      ],
      says: ["ingress: everybody may come to *.example.org/ on port 80 without TLS"],
    },
    {
      shows: "a port for everybody whose software does not encrypt",
      resources: [...opened, wiki({ ports: [{ ...port, encrypted: false }] })],
      says: ["wiki: everybody may come to its agents on port 10051/tcp without encryption"],
    },
  ],
  unknown: [
    {
      shows: "an unknown TLS",
      resources: [one, firewall(), serving, wiki({ routes: [{ ...route, tls: unknown }] })],
      says: ["wiki ? .routes[0].tls"],
    },
    {
      shows: "unknown ports",
      resources: [one, firewall(), ingressService([[unknown, 443]]), wiki()],
      says: ["wiki ? .endpointSpec.ports[0].publishedPort"],
    },
    {
      shows: "arguments of the ingress that are not known",
      resources: [one, firewall(), front, ingressService([[80, 80]], { args: [redirects[0], unknown] })],
      says: ["ingress ? .taskSpec.containerSpec.args[1]"],
    },
    { shows: "unknown machines", resources: [cluster({ managers: unknownList }), wiki()], says: ["wiki ? .managers"] },
    {
      shows: "a port of which nobody knows whether it is encrypted",
      resources: [...opened, wiki({ ports: [{ ...port, encrypted: unknown }] })],
      says: ["wiki ? .ports[0].encrypted"],
    },
  ],
};
