/**
 * An environment as the program uses it: everything defaulted, cross-referenced, in a stable order. Plain data.
 */
import type { DatabaseEngine, ExposureLevel, RouteDescriptor, Tier } from "../descriptor";
import type { PortExposure, PortNumber } from "../rules/openedPort";
import type { Generations } from "../secrets/rotation";
import type { Cidr, Duration } from "../values";

/** A machine of the environment. */
export interface EnvironmentHost {
  readonly name: string;
  /** Address that SSH reaches; null on lab machines, which get theirs when they are made. */
  readonly address: string | null;
  readonly user: string;
  /** Public host key; null on lab machines, whose keys are made. */
  readonly hostKey: string | null;
  readonly labels: Readonly<Record<string, string>>;
  /** What takes this machine down with it; the machine itself where nothing else is said. */
  readonly diesWith: string;
}

/** A volume that several machines share. */
export interface EnvironmentVolume {
  readonly name: string;
  readonly kind: "gluster";
  readonly on: readonly string[];
  /** Copies, the arbiter included. */
  readonly replicas: number;
  readonly arbiter: boolean;
  readonly mount: string;
}

/** Somebody who may use what is exposed to `members`. */
export interface EnvironmentMember {
  readonly name: string;
  /** `derived`: from the seed; `given`: the file says its hash. */
  readonly password: "derived" | "given";
  /** The bcrypt hash when it is given and readable here; null when derived, or encrypted. */
  readonly passwordHash: string | null;
}

/** A way in from outside: service, address, who may come and how. The port is the ingress's. */
export interface EnvironmentRoute extends RouteDescriptor {
  /** `https://wiki.example.org/` */
  readonly url: string;
}

/** A port of a service that is opened on the machines. */
export interface EnvironmentPort extends PortNumber {
  /** Name of it in the service's kind. */
  readonly name: string;
  readonly exposure: PortExposure;
}

/** A service of the catalogue. */
export interface EnvironmentService {
  readonly name: string;
  readonly kind: string;
  readonly exposure: ExposureLevel;
  readonly replicas: number;
  readonly writers: "single" | "many";
  /** The engine of its database; null where it needs none. */
  readonly database: DatabaseEngine | null;
  readonly stateful: boolean;
  /** Volume of its data: the one it names or, where there is only one, that one; null where it needs none. */
  readonly volume: string | null;
  /** Host name: the given one, or `<name>.<domain>`. */
  readonly host: string;
  readonly path: string;
  /** As they are written; the service fills in its defaults. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** null unless exposed to members or the public. */
  readonly route: EnvironmentRoute | null;
  /** Ports that it opens, by name. */
  readonly ports: readonly EnvironmentPort[];
}

/** The whole environment. */
export interface Environment {
  readonly tier: Tier;
  readonly domain: string;
  readonly machines: {
    readonly provider: "lab" | "existing";
    /** Network of the machines; null: a free one is taken (lab) or it is not our business (existing). */
    readonly network: Cidr | null;
    /** Networks from which SSH is allowed; empty: none but the machines' own. */
    readonly administrationFrom: readonly Cidr[];
    /** In the order of the file. */
    readonly hosts: readonly EnvironmentHost[];
  };
  /** By name. */
  readonly storage: readonly EnvironmentVolume[];
  /** What services have in common: where databases, registry and the backups' state lie. Null without a volume. */
  readonly platform: { readonly volume: string | null };
  readonly cluster: {
    readonly kind: "swarm";
    readonly managers: readonly string[];
    readonly workers: readonly string[];
  } | null;
  /**
   * `directory` and `email` are there with `acme`; `trust` is PEM text, null where the machines' own trust is enough.
   */
  readonly certificates: {
    readonly authority: "own" | "acme";
    readonly directory: string | null;
    readonly email: string | null;
    readonly trust: string | null;
  };
  /** By name. */
  readonly members: readonly EnvironmentMember[];
  readonly backup: {
    readonly rpo: Duration;
    readonly keep: Duration;
    /** By name. */
    readonly repositories: readonly { readonly name: string; readonly on: string }[];
  } | null;
  /** Networks inside the cluster; the cluster takes free ones for those that are left out. */
  readonly networks: { readonly edge?: Cidr; readonly data?: Cidr };
  /** By name. */
  readonly services: readonly EnvironmentService[];
  /** How often secrets were rotated, by purpose. */
  readonly rotate: Generations;
  /** Whether the configuration has a seed; the seed itself is read by the program, as a secret. */
  readonly seed: "given" | "absent";
}
