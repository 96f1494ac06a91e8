/** How often secrets were rotated, by purpose; one that is not named is the first one. */
export type Generations = Readonly<Record<string, number>>;

/** What of an environment has secrets that can be rotated. */
export interface SecretHolders {
  /** Members with a password that is derived. */
  readonly members: readonly string[];
  readonly services: readonly {
    readonly name: string;
    /** Names of the secrets of its kind. */
    readonly secrets: readonly string[];
    /** The engine of its database, if it has one. */
    readonly database?: string | null;
  }[];
  /** Names of the backups' repositories. */
  readonly repositories: readonly string[];
  /** Whether there is a cluster, and with it a registry. */
  readonly cluster: boolean;
}

/**
 * The purposes of the secrets that can be rotated one by one. The SSH keys of a lab's machines are not among them,
 * since these would be made anew; nor the authority, which people trust by hand, and the key by which evidence is
 * verified.
 */
export function rotatableSecrets({ members, services, repositories, cluster }: SecretHolders): string[] {
  const engines = new Set(services.flatMap(({ database }) => (database ? [database] : [])));
  return [
    ...members.map((name) => `member/${name}`),
    ...services.flatMap(({ name, secrets, database }) => [
      ...secrets.map((secret) => `service/${name}/${secret}`),
      ...(database ? [`database/${name}`] : []),
    ]),
    ...[...engines].flatMap((engine) => [`${engine}/administrator`, `${engine}/backup`]),
    ...(cluster ? ["registry", "registry/uploads"] : []),
    ...repositories.flatMap((name) => ["writer", "repository", "prune"].map((key) => `backup/${name}/${key}`)),
  ].sort();
}

/** The generations before one, the newest first. */
export const formerGenerations = (generation: number): number[] =>
  Array.from({ length: generation - 1 }, (_, at) => generation - 1 - at);
