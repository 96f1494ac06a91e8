/** Resources that the fixtures start from: right ones, of which a case changes what it is about. */
import type {
  BackupDescriptor,
  ClusterDescriptor,
  EnvironmentDescriptor,
  PortDescriptor,
  RouteDescriptor,
  ServiceDescriptor,
  VolumeDescriptor,
} from "../../model/descriptor";
import type { FixtureResource } from "./fixture";
import { types } from "./resource";

const digest = `sha256:${"4f".repeat(32)}`;

/** An image reference as the platform's registry gives it. */
export const pinned = `registry.example.org:5000/ruche/dokuwiki:1b2c@${digest}`;

export const route: RouteDescriptor = {
  service: "wiki",
  exposure: "public",
  host: "wiki.example.org",
  path: "/",
  port: 443,
  authentication: "none",
  tls: "own",
};

/** A port for a protocol of a service's own. */
export const port: PortDescriptor = {
  name: "agents",
  exposure: "public",
  port: 10051,
  protocol: "tcp",
  encrypted: true,
};

/** Every six hours, for 7.5 days, on a machine of another room. */
export const plan: BackupDescriptor = {
  rpoSeconds: 21_600,
  keepSeconds: 648_000,
  intervalSeconds: 21_600,
  offsetSeconds: 1_217,
  snapshots: 30,
  lateAfterSeconds: 23_760,
  budgetBytes: 2.61e9,
  repositories: [{ name: "second-host", machine: "store1", diesWith: "cellar" }],
};

const wikiDescriptor: ServiceDescriptor = {
  kind: "service",
  tier: "production",
  service: "wiki",
  serviceKind: "dokuwiki",
  version: "2024-02-06",
  image: "dokuwiki",
  writers: "single",
  replicas: 1,
  state: { items: [{ kind: "files", volume: "data", path: "/services/wiki" }] },
  backup: plan,
  routes: [route],
};

/** A service of the catalogue. */
export const wiki = (change: Partial<Record<keyof ServiceDescriptor, unknown>> = {}): FixtureResource => ({
  type: "ruche:services:DokuWiki",
  name: "wiki",
  props: { ...wikiDescriptor, ...change },
});

/** Its service in the swarm. */
export const wikiService = (change: object = {}, container: object = {}): FixtureResource => ({
  type: "docker:index/service:Service",
  name: "wiki-service",
  parent: "wiki",
  props: {
    name: "wiki",
    mode: { replicated: { replicas: 1 } },
    taskSpec: { containerSpec: { image: pinned, ...container } },
    endpointSpec: { mode: "vip", ports: [] },
    ...change,
  },
});

/** The only way in. */
export const ingress: FixtureResource = {
  type: types.ingress,
  name: "ingress",
  props: {
    ...wikiDescriptor,
    service: "ingress",
    serviceKind: "ingress",
    version: "3.7.0",
    image: "traefik",
    writers: "many",
    replicas: "each-node",
    state: { none: "made from the declaration" },
    backup: null,
    routes: [{ ...route, service: "ingress", host: "*.example.org" }],
  },
};

/** Its service in the swarm. */
export const ingressService = (
  ports: readonly (readonly [published: unknown, target: number, protocol?: unknown])[] = [
    [80, 80],
    [443, 443],
  ],
  container: object = {},
): FixtureResource => ({
  type: "docker:index/service:Service",
  name: "ingress-traefik",
  parent: "ingress",
  props: {
    name: "ingress",
    mode: { global: true },
    taskSpec: { containerSpec: { image: pinned, args: ["--entrypoints.https.address=:443"], ...container } },
    endpointSpec: {
      ports: ports.map(([publishedPort, targetPort, protocol = "tcp"]) => ({
        protocol,
        publishMode: "host",
        publishedPort,
        targetPort,
      })),
    },
  },
});

/** The platform's registry. */
export const registry = (change: Partial<Record<keyof ServiceDescriptor, unknown>> = {}): FixtureResource => ({
  type: types.registry,
  name: "registry",
  props: {
    ...wikiDescriptor,
    service: "registry",
    serviceKind: "registry",
    version: "2.8.2",
    image: "",
    writers: "many",
    replicas: "each-node",
    state: { none: "built again" },
    backup: null,
    routes: [
      {
        ...route,
        service: "registry",
        exposure: "cluster",
        host: "registry.example.org",
        port: 5000,
        authentication: "password",
      },
    ],
    ...change,
  },
});

/** Three managers. */
export const cluster = (change: Partial<Record<keyof ClusterDescriptor, unknown>> = {}): FixtureResource => ({
  type: "ruche:orchestrators:SwarmCluster",
  name: "swarm",
  props: {
    kind: "cluster",
    tier: "production",
    cluster: "swarm",
    technology: "swarm",
    managers: ["hive1", "hive2", "hive3"],
    workers: [],
    ...change,
  },
});

/** A second platform of the same program: its cluster, and a service that it runs. */
export const otherCluster: FixtureResource = {
  ...cluster({ cluster: "south", managers: ["south1"], workers: [] }),
  name: "south",
};
export const otherService = (change: Partial<Record<keyof ServiceDescriptor, unknown>> = {}): FixtureResource => ({
  ...wiki({ service: "board", cluster: "south", state: { none: "nothing" }, backup: null, routes: [], ...change }),
  name: "board",
});

/** Where machines are. */
export const machines = (
  rooms: Readonly<Record<string, unknown>> = { hive1: "attic", hive2: "hall", hive3: "shed" },
): FixtureResource => ({
  type: "ruche:machines:LabMachines",
  name: "hive",
  props: {
    kind: "machines",
    tier: "production",
    machines: Object.entries(rooms).map(([name, diesWith]) => ({ name, diesWith })),
    subnet: "10.77.1.0/24",
  },
});

/** A machine's firewall. */
export const firewall = (
  publicPorts: readonly number[] = [80, 443],
  administrationFrom: readonly unknown[] = ["192.168.4.0/24"],
  change: object = {},
): FixtureResource => ({
  type: "ruche:networks:Firewall",
  name: "firewall-hive1",
  props: { kind: "firewall", tier: "production", machine: "hive1", publicPorts, administrationFrom, ...change },
});

export const labMachines: FixtureResource = {
  type: "ruche:machines:LabMachines",
  name: "hive",
  props: { tier: "development", hosts: ["hive1"], subnet: "10.77.1.0/24" },
};

/** A machine of the lab: a privileged container, by the lab's own provider. */
export const labContainer = (change: object = {}, where: Partial<FixtureResource> = {}): FixtureResource => ({
  type: "docker:index/container:Container",
  name: "hive-hive1",
  parent: "hive",
  provider: "hive",
  props: {
    name: "lab-hive1",
    image: "ruche/host",
    privileged: true,
    labels: [{ label: "ruche.lab", value: "lab" }],
    ...change,
  },
  ...where,
});

/** The moment at which cases are judged, unless they say another. */
export const now = "2026-11-20T12:00:00Z";

/** Key pairs of nobody: that of the environment, and a stranger's. */
export const evidenceKeys = {
  publicKey: "6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=",
  privateKey: "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=",
  stranger: "CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=",
};

/** The environment as a whole. */
export const environment = (change: Partial<Record<keyof EnvironmentDescriptor, unknown>> = {}): FixtureResource => ({
  type: "ruche:services:Platform",
  name: "platform",
  props: {
    kind: "environment",
    tier: "production",
    environment: "school",
    domain: "example.org",
    members: 12,
    evidenceKey: evidenceKeys.publicKey,
    ...change,
  },
});

/** The volume of the wiki's files: three machines in three rooms. */
export const volume = (change: Partial<Record<keyof VolumeDescriptor, unknown>> = {}): FixtureResource => ({
  type: "ruche:storage:GlusterVolume",
  name: "data",
  props: {
    kind: "volume",
    tier: "production",
    volume: "data",
    technology: "gluster",
    machines: ["hive1", "hive2", "hive3"],
    failureDomains: ["attic", "hall", "shed"],
    replicas: 3,
    arbiter: false,
    allowedClients: ["hive1", "hive2", "hive3"],
    mount: "/DATA",
    ...change,
  },
});

/** What keeps the time of the wiki's first deployment. */
export const since = (stdout: unknown): FixtureResource => ({
  type: types.localCommand,
  name: "wiki-since",
  parent: "wiki",
  props: { create: "date -u +%FT%TZ" },
  outputs: { stdout },
});
