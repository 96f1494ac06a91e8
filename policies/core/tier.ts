import { tiers, type Tier } from "../../components/core/descriptor";

/**
 * The tier of the stack that is judged.
 *
 * Pulumi starts the pack with the stack's configuration in `PULUMI_CONFIG` (JSON: full key → text), as it starts a
 * program; so `ruche:tier` is known before the first resource, with `ruche`, with plain `pulumi` and without
 * `--policy-pack-config`. Where it is missing (an engine that does not pass it, a stack without the key) the strictest
 * tier holds: a mistake must not make the policies lax.
 */
export function tierOf(environment: Readonly<Record<string, string | undefined>>): Tier {
  try {
    const config = JSON.parse(environment.PULUMI_CONFIG ?? "{}") as Record<string, unknown>;
    const tier = config["ruche:tier"];
    return tiers.find((known) => known === tier) ?? "production";
  } catch {
    return "production";
  }
}
