/**
 * Descriptors: what every component says of itself, in plain, non-secret, never unknown values.
 *
 * They are passed to Pulumi as the inputs of the component, so that policies, reports and tests can judge a
 * component without knowing its implementation. Small on purpose: component inputs are kept in the state.
 */

/** How strict the policies are. Production can only be stricter than staging, staging than development. */
export type Tier = "development" | "staging" | "production";

/** All tiers, the least strict first. */
export const tiers: readonly Tier[] = ["development", "staging", "production"];

/** Who may reach something. `members` are people with a password of the environment's list. */
export type ExposureLevel = "nobody" | "cluster" | "vpn" | "members" | "public";

/** All levels, the most closed first. */
export const exposureLevels: readonly ExposureLevel[] = ["nobody", "cluster", "vpn", "members", "public"];

/** One way in: who may reach what, how they are authenticated and which TLS protects it. */
export interface RouteDescriptor {
  /** Name of the service behind the route. */
  readonly service: string;
  readonly exposure: ExposureLevel;
  /** Host name that clients ask for. */
  readonly host: string;
  /** Path prefix on that host. */
  readonly path: string;
  /** Port on the machines. */
  readonly port: number;
  readonly authentication: "none" | "password" | "own";
  readonly tls: "own" | "acme" | "none";
}

/** A port for a protocol of a service's own: one way in past HTTP, which the ingress hands on as it comes. */
export interface PortDescriptor {
  /** Name of it in the service's kind. */
  readonly name: string;
  readonly exposure: ExposureLevel;
  /** Port on the machines. */
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  /** Whether what comes through it is encrypted, as the kind says of its software. */
  readonly encrypted: boolean;
}

/** A database product that the platform runs. */
export type DatabaseEngine = "mariadb" | "postgresql";

/** One thing that must survive. */
export type StateItem =
  | { readonly kind: "files"; readonly volume: string; readonly path: string }
  /** `volume` is where the database's server keeps its data. */
  | { readonly kind: "database"; readonly engine: DatabaseEngine; readonly name: string; readonly volume: string };

/** Everything of a service that must survive, or why nothing must. There is no default. */
export type StateDescriptor = { readonly items: readonly StateItem[] } | { readonly none: string };

/** When a service is backed up, what is kept and what that takes. Lengths of time are in seconds. */
export interface BackupPlan {
  /** Recovery point objective: the most that may be lost. */
  readonly rpoSeconds: number;
  /** How far back one can go; no shorter than the recovery point objective. */
  readonly keepSeconds: number;
  /** From the start of one backup to the start of the next. */
  readonly intervalSeconds: number;
  /** By how much the starts lie after the whole intervals since 1970 (UTC). */
  readonly offsetSeconds: number;
  /** How many snapshots are kept; one more removes the oldest. */
  readonly snapshots: number;
  /** Age of the newest snapshot from which it is late and somebody is told. */
  readonly lateAfterSeconds: number;
  /** Disk that the snapshots are expected to take, in bytes. */
  readonly budgetBytes: number;
}

/** Where backups lie. */
export interface BackupPlace {
  readonly name: string;
  readonly machine: string;
  /** What is lost together with that machine (a hypervisor, a room); the machine itself where nothing else is known. */
  readonly diesWith: string;
}

/** The backup plan that was derived from the state and the environment's goals, and where the backups lie. */
export interface BackupDescriptor extends BackupPlan {
  readonly repositories: readonly BackupPlace[];
}

/** The machines of an environment. */
export interface MachinesDescriptor {
  readonly kind: "machines";
  readonly tier: Tier;
  /** Each with what is lost together with it (a hypervisor, a room); the machine itself where nothing else is known. */
  readonly machines: readonly { readonly name: string; readonly diesWith: string }[];
}

/** The rules of a machine's firewall that let anything in. */
export interface FirewallDescriptor {
  readonly kind: "firewall";
  readonly tier: Tier;
  readonly machine: string;
  /** TCP ports open to everybody. */
  readonly publicPorts: readonly number[];
  /** UDP ports open to everybody; absent if there is none. */
  readonly publicUdpPorts?: readonly number[];
  /** Networks (CIDR) from which the machine can be administered by SSH. */
  readonly administrationFrom: readonly string[];
  /** The machines of its platform. */
  readonly peers: readonly string[];
  /** Ports that other machines of the platform reach; absent if these reach every port. */
  readonly inside?: readonly InsidePort[];
}

/** A port of a machine, or a range of them, that other machines of its platform reach. */
export interface InsidePort {
  /** Names of these machines. */
  readonly from: readonly string[];
  readonly protocol: "tcp" | "udp";
  readonly port: number;
  /** The last one, if it is a range. */
  readonly lastPort?: number;
}

/** A volume that several machines share. */
export interface VolumeDescriptor {
  readonly kind: "volume";
  readonly tier: Tier;
  readonly volume: string;
  readonly technology: "gluster" | "ceph" | "nfs" | "local";
  /** The machines that hold it. */
  readonly machines: readonly string[];
  /** What is lost together with each of these machines, in the same order. */
  readonly failureDomains: readonly string[];
  readonly replicas: number;
  readonly arbiter: boolean;
  /** Clients that may mount it (names of machines, addresses or networks). */
  readonly allowedClients: readonly string[];
  /** Where every client mounts it. */
  readonly mount: string;
}

/** A cluster that runs services. */
export interface ClusterDescriptor {
  readonly kind: "cluster";
  readonly tier: Tier;
  readonly cluster: string;
  readonly technology: "swarm" | "kubernetes";
  readonly managers: readonly string[];
  readonly workers: readonly string[];
}

/** Something hosted: a service of the catalogue, or a part of the platform itself (registry, ingress, database). */
export interface ServiceDescriptor {
  readonly kind: "service";
  readonly tier: Tier;
  /** Name in the environment, unique. */
  readonly service: string;
  /**
   * Kind in the catalogue (`dokuwiki`, `etherpad`, …) or part of the platform (`ingress`, `registry`, `mariadb`,
   * `postgresql`).
   */
  readonly serviceKind: string;
  /** Version of the software, as its upstream writes it. */
  readonly version: string;
  /** Name of the image in the platform's registry. */
  readonly image: string;
  /** `single`: two copies at once would damage the data. */
  readonly writers: "single" | "many";
  /** Name of the cluster that runs it; absent for what runs beside any, as the registry does. */
  readonly cluster?: string;
  /** Wanted copies; `each-node` runs one on every node. */
  readonly replicas: number | "each-node";
  /** A volume without which it does not run, although nothing there must survive. */
  readonly volume?: string;
  readonly state: StateDescriptor;
  readonly backup: BackupDescriptor | null;
  readonly routes: readonly RouteDescriptor[];
  /** Ports for protocols of its own that are opened; absent if there is none. */
  readonly ports?: readonly PortDescriptor[];
}

/** The environment as a whole: the one descriptor that stack policies start from. */
export interface EnvironmentDescriptor {
  readonly kind: "environment";
  readonly tier: Tier;
  readonly environment: string;
  readonly domain: string;
  /** How many people may use what is exposed to members. */
  readonly members: number;
  /** With it evidence of restore drills is verified, base64. Not known in the preview that comes before a made seed. */
  readonly evidenceKey: string;
}

/** Any descriptor, told apart by `kind`. */
export type Descriptor =
  | MachinesDescriptor
  | FirewallDescriptor
  | VolumeDescriptor
  | ClusterDescriptor
  | ServiceDescriptor
  | EnvironmentDescriptor;

/** All kinds of descriptors. */
export const descriptorKinds: readonly Descriptor["kind"][] = [
  "machines",
  "firewall",
  "volume",
  "cluster",
  "service",
  "environment",
];

/** The descriptors of one kind. */
export const ofKind = <K extends Descriptor["kind"]>(
  descriptors: readonly Descriptor[],
  kind: K,
): Extract<Descriptor, { readonly kind: K }>[] =>
  descriptors.filter((descriptor): descriptor is Extract<Descriptor, { readonly kind: K }> => descriptor.kind === kind);
