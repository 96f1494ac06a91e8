import type { DatabaseEngine } from "./descriptor";

/** A server as it was deployed. */
export interface DeployedDatabase {
  readonly engine: DatabaseEngine;
  /** Its major version: data of one is not read by another. */
  readonly version: string;
  /** Folder on the volume. */
  readonly data: string;
}

/** What a stack says of itself to whoever looks after it. Nothing secret. */
export interface StackSummary {
  readonly tier: string;
  readonly domain: string;
  readonly machines: readonly {
    readonly name: string;
    readonly address: string;
    readonly user: string;
    readonly hostKey: string;
    readonly inCluster: boolean;
  }[];
  /** Name of the machine on which the cluster is managed. */
  readonly manager: string | null;
  readonly identityFile: string;
  /** PEM. */
  readonly authority: string | null;
  /** Who issues the certificates that people see; absent where it is the platform's own authority. */
  readonly certificates?: "acme";
  readonly registry: string | null;
  /** Where backups lie, and how much may be lost; null where nothing is backed up. */
  readonly backup: {
    readonly rpoSeconds: number;
    readonly repositories: readonly { readonly name: string; readonly machine: string }[];
  } | null;
  readonly databases: readonly DeployedDatabase[];
  readonly services: readonly {
    readonly name: string;
    readonly kind: string;
    readonly url: string | null;
    readonly exposure: string;
    readonly replicas: number;
    readonly readyPath: string;
  }[];
}

/** What people need to log in; secret as a whole. */
export interface StackCredentials {
  readonly members: Readonly<Record<string, string>>;
  readonly services: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly registry: string;
  /** All secrets are derived from it. */
  readonly seed: string;
}
