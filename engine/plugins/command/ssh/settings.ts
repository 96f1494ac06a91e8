/** How to reach a host: the `connection` property of `@pulumi/command`. */

/** The settings of one hop. */
export interface HopSettings {
  readonly host: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly privateKey?: string;
  readonly privateKeyPassword?: string;
  /** Default: `SSH_AUTH_SOCK` of the environment. */
  readonly agentSocketPath?: string;
  /** The public key that the host must show, as in `known_hosts` (`ssh-ed25519 AAAA…`). */
  readonly hostKey?: string;
  /** Longest duration of one attempt in seconds; 0: no limit. Default: 15. */
  readonly perDialTimeout?: number;
  /** How often dialling may fail; -1: always again. Default: 10. `dial.ts` says how that is meant in time. */
  readonly dialErrorLimit?: number;
}

/** The settings of a host, which may be behind another one. */
export interface ConnectionSettings extends HopSettings {
  readonly proxy?: HopSettings;
}

/** `root@10.0.0.1:22` */
export const nameOf = (hop: HopSettings): string => `${hop.user ?? "root"}@${hop.host}:${hop.port ?? 22}`;
