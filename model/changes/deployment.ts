/**
 * What lies where: of an environment as it is declared, and of a platform as the last complete update left it. Both in
 * one form, so that one can be held against the other.
 */
import type { Environment } from "../environment/environment";
import { textOrder } from "../order";
import type { Generations } from "../secrets/rotation";
import type { StackSummary } from "../summary";

/** A volume, as far as data on it depends on it. */
export interface LaidVolume {
  readonly name: string;
  readonly technology: string;
  readonly mount: string;
  readonly machines: readonly string[];
  /** Unknown of platforms from before 0.1.0. */
  readonly replicas: number | undefined;
  readonly arbiter: boolean | undefined;
}

/**
 * The machine through which something is changed: one that is part of it already, the usual one if it still is.
 *
 * @param declared - Machines that are to be part of it.
 * @param deployed - Machines that are part of it, the usual one first.
 */
export const usualOf = (declared: readonly string[], deployed: readonly string[]): string | undefined =>
  deployed.find((machine) => declared.includes(machine)) ?? declared[0];

/** A hosted service, as far as its data depends on it. */
export interface LaidService {
  readonly name: string;
  readonly kind: string;
  /** Volume of its files; null if it keeps none. */
  readonly volume: string | null;
  /** Whether it keeps anything that must survive. */
  readonly stateful: boolean;
}

/** What lies where. */
export interface Deployment {
  /** The machines' addresses, by name; undefined where nobody knows it yet. */
  readonly machines: Readonly<Record<string, string | undefined>>;
  readonly volumes: readonly LaidVolume[];
  /** The volume of databases, registry and the state of backups. */
  readonly platformVolume: string | null;
  readonly cluster: { readonly managers: readonly string[]; readonly nodes: readonly string[] } | null;
  /** Addresses of the cluster's networks by name; null if they were left to it, undefined if nobody knows. */
  readonly networks: Readonly<Record<string, string | null>> | undefined;
  /** Machines of the backups' repositories, by the repository's name. */
  readonly repositories: Readonly<Record<string, string>>;
  readonly services: readonly LaidService[];
  /** How often its secrets were rotated. */
  readonly rotated: Generations;
  /** People with a password. */
  readonly members: readonly string[];
}

/** The cluster's networks as a summary names them. */
export const networkSummary = ({ edge, data }: Environment["networks"]): Readonly<Record<string, string | null>> => ({
  edge: edge?.toString() ?? null,
  data: data?.toString() ?? null,
});

/** What an environment declares. @param addresses - Of the machines, where the file does not say them. */
export function declaredDeployment(
  { machines, storage, platform, cluster, networks, backup, services, rotate, members }: Environment,
  addresses: Readonly<Record<string, string>> = {},
): Deployment {
  return {
    machines: Object.fromEntries(machines.hosts.map(({ name, address }) => [name, address ?? addresses[name]])),
    volumes: storage.map(({ name, kind, mount, on, replicas, arbiter }) => ({
      name,
      technology: kind,
      mount,
      machines: on,
      replicas,
      arbiter,
    })),
    platformVolume: platform.volume,
    cluster: cluster && { managers: cluster.managers, nodes: [...cluster.managers, ...cluster.workers] },
    networks: networkSummary(networks),
    repositories: Object.fromEntries((backup?.repositories ?? []).map(({ name, on }) => [name, on])),
    services: services.map(({ name, kind, volume, stateful }) => ({ name, kind, volume, stateful })),
    rotated: rotate,
    members: members.map(({ name }) => name),
  };
}

/** What a platform's summary says. One from before 0.1.0 had one rule: the first volume by name was everybody's. */
export function deployedDeployment(summary: StackSummary): Deployment {
  const { machines, volumes, cluster, backup, services } = summary;
  const first = volumes.map(({ name }) => name).sort(textOrder)[0] ?? null;
  return {
    machines: Object.fromEntries(machines.map(({ name, internal }) => [name, internal])),
    volumes: volumes.map(({ name, technology, mount, machines: on, replicas, arbiter }) => ({
      name,
      technology,
      mount,
      machines: on,
      replicas,
      arbiter,
    })),
    platformVolume: summary.platformVolume === undefined ? first : summary.platformVolume,
    cluster: cluster && { managers: cluster.managers, nodes: cluster.nodes },
    networks: summary.networks,
    repositories: Object.fromEntries((backup?.repositories ?? []).map(({ name, machine }) => [name, machine])),
    services: services.map(({ name, kind, volume, stateful }) => ({
      name,
      kind,
      volume: volume === undefined ? onlyOne(volumes) : volume,
      stateful: stateful ?? true,
    })),
    rotated: summary.rotated ?? {},
    members: [],
  };
}

/** Where there were several volumes, a summary from before 0.1.0 does not tell which one a service had. */
const onlyOne = (volumes: StackSummary["volumes"]): string | null => (volumes.length === 1 ? volumes[0]!.name : null);
