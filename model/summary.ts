import type { ClusterDescriptor, DatabaseEngine, PortDescriptor, VolumeDescriptor } from "./descriptor";
import type { Generations } from "./secrets/rotation";

/** How a machine is reached by SSH. */
export interface MachineSsh {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** `ssh-ed25519 AAAA…` */
  readonly hostKey: string;
  /** Commands run as root by `sudo`, which asks for no password. */
  readonly sudo: boolean;
  /** A host through which the way leads; null if there is none. */
  readonly jump: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly hostKey: string;
  } | null;
}

/** A machine of the platform. */
export interface MachineSummary {
  readonly name: string;
  readonly ssh: MachineSsh;
  /** Address by which the other machines reach it. */
  readonly internal: string;
  /** Address by which people reach it; null if they do not. */
  readonly public: string | null;
}

/** The cluster of a platform. */
export interface ClusterSummary {
  readonly name: string;
  readonly technology: ClusterDescriptor["technology"];
  /** Machines that manage it, the usual one first. */
  readonly managers: readonly string[];
  /** Machines that run services, managers among them. */
  readonly nodes: readonly string[];
}

/** A volume of a platform. */
export interface VolumeSummary {
  readonly name: string;
  readonly technology: VolumeDescriptor["technology"];
  readonly mount: string;
  /** Machines that hold it. */
  readonly machines: readonly string[];
  /** The machine through which it is changed: one that holds it; absent before 0.1.0. */
  readonly through?: string;
  /** Copies, the arbiter included; absent before 0.1.0. */
  readonly replicas?: number;
  /** Whether the last copy keeps names only; absent before 0.1.0. */
  readonly arbiter?: boolean;
}

/** A database server as it was deployed. */
export interface DeployedDatabase {
  readonly engine: DatabaseEngine;
  /** Its major version: data of one is not read by another. */
  readonly version: string;
  /** Folder on the volume. */
  readonly data: string;
}

/** A hosted service of a platform. */
export interface ServiceSummary {
  readonly name: string;
  readonly kind: string;
  readonly url: string | null;
  readonly exposure: string;
  readonly replicas: number;
  readonly readyPath: string;
  /** Volume of its files, null if it keeps nothing; absent before 0.1.0. */
  readonly volume?: string | null;
  /** Whether it keeps anything that must survive; absent before 0.1.0. */
  readonly stateful?: boolean;
  /** What runs beside the container that people reach, by its names in the cluster; absent before 0.1.0. */
  readonly companions?: readonly string[];
  /** Ports that it opens for protocols of its own; absent if there is none. */
  readonly ports?: readonly Omit<PortDescriptor, "encrypted">[];
}

/** Everything that commands must know of a stack. Nothing of it is secret. */
export interface StackSummary {
  readonly version: 2;
  readonly tier: string;
  readonly domain: string;
  /** What made the machines, as the environment names it. */
  readonly provider: string;
  readonly machines: readonly MachineSummary[];
  readonly cluster: ClusterSummary | null;
  readonly volumes: readonly VolumeSummary[];
  /** Addresses of the cluster's networks; null if they were left to it. Absent before 0.1.0. */
  readonly networks?: Readonly<Record<string, string | null>>;
  /** The volume of databases, registry and the state of backups; absent before 0.1.0. */
  readonly platformVolume?: string | null;
  /** Where people come in: addresses of machines, or of what stands before them. */
  readonly entrances: readonly { readonly machine: string | null; readonly address: string }[];
  /** Path of the automation's key on the computer that runs Ruche, as `ssh` reads it. */
  readonly identityFile: string;
  /** Certificate of the platform's own authority, PEM. */
  readonly authority: string | null;
  /** The issuer of the certificates that people see; absent if it is the platform's own authority. */
  readonly certificates?: "acme";
  readonly registry: string | null;
  /** Where backups lie, and how much may be lost; null if nothing is backed up. */
  readonly backup: {
    readonly rpoSeconds: number;
    readonly repositories: readonly { readonly name: string; readonly machine: string }[];
  } | null;
  readonly databases: readonly DeployedDatabase[];
  readonly services: readonly ServiceSummary[];
  /** How often secrets were rotated, by purpose; absent if none was. */
  readonly rotated?: Generations;
}

/** What people need to log in; secret as a whole. */
export interface StackCredentials {
  readonly members: Readonly<Record<string, string>>;
  readonly services: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly registry: string;
  /** All secrets are derived from it. */
  readonly seed: string;
}

/** A summary of version 1, as labs had it before 0.1.0. */
type FormerSummary = Omit<
  StackSummary,
  "version" | "provider" | "machines" | "cluster" | "volumes" | "entrances" | "certificates"
> & {
  readonly certificates?: "acme";
  readonly machines: readonly {
    readonly name: string;
    readonly address: string;
    readonly user: string;
    readonly hostKey: string;
    readonly inCluster: boolean;
  }[];
  readonly manager: string | null;
};

/** A stack's summary in today's form, whichever version wrote it. */
export function currentSummary(written: StackSummary | FormerSummary): StackSummary {
  if ("version" in written) return written;
  const { machines, manager, ...same } = written;
  const nodes = machines.filter(({ inCluster }) => inCluster).map(({ name }) => name);
  return {
    ...same,
    version: 2,
    provider: "lab",
    machines: machines.map(({ name, address, user, hostKey }) => ({
      name,
      ssh: { host: address, port: 22, user, hostKey, sudo: false, jump: null },
      internal: address,
      public: address,
    })),
    cluster:
      manager === null
        ? null
        : {
            name: "swarm",
            technology: "swarm",
            // Any machine of the cluster may answer for it: one that does not manage it says so, and the next one is
            // asked.
            managers: [manager, ...nodes.filter((name) => name !== manager)],
            nodes,
          },
    volumes: [],
    entrances: machines.flatMap(({ name, address, inCluster }) => (inCluster ? [{ machine: name, address }] : [])),
  };
}

/** Machines that can answer for the cluster, the usual manager first. */
export const answeringFor = ({ cluster }: Pick<StackSummary, "cluster">): readonly string[] =>
  cluster === null ? [] : [...new Set([...cluster.managers, ...cluster.nodes])];
