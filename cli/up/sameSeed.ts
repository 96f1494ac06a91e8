import type { ReviewedResource } from "../../model/review/facts";

/** The public half of the key that is derived from a platform's seed, by the platform's URN. */
function keysIn(resources: readonly ReviewedResource[]): Map<string, unknown> {
  return new Map(
    resources.flatMap(({ urn, inputs }) => {
      const { kind, evidenceKey } = (inputs ?? {}) as { kind?: unknown; evidenceKey?: unknown };
      return kind === "environment" ? [[urn, evidenceKey] as const] : [];
    }),
  );
}

/**
 * What is wrong with an update that would give a platform another seed: every password and key would change, all
 * machines be made anew, and no backup could be read any more. Undefined if the seed stays.
 */
export function otherSeed(
  environment: string,
  planned: readonly ReviewedResource[],
  deployed: readonly ReviewedResource[],
): string | undefined {
  const next = keysIn(planned);
  const changed = [...keysIn(deployed)].some(
    ([urn, key]) => typeof key === "string" && next.has(urn) && next.get(urn) !== key,
  );
  if (!changed) return undefined;
  return (
    `${environment} is up with another seed than the one that would be used now: its backups and passwords belong to ` +
    `that one. Take ruche:seed in environments/Pulumi.${environment}.yaml back to what it was, also to none if there ` +
    `was none (git log -p -- environments/Pulumi.${environment}.yaml). To write down the seed that ${environment} ` +
    `has: ./ruche seed ${environment}`
  );
}
