import { tiers } from "../../model/descriptor";
import { readExceptions } from "./exceptions";
import type { StackSettings } from "./judgement";

/**
 * What a stack's configuration says to the policies. The engine sends it by the `ConfigureStack` call, before it asks
 * for anything else, so that plain `pulumi preview --policy-pack policies` judges by the right tier and no file of
 * settings is needed.
 *
 * Where no tier arrives the strictest holds: a mistake must not make the policies lax.
 */
export function settingsOf(config: ReadonlyMap<string, string>): StackSettings {
  return {
    tier: tiers.find((tier) => tier === config.get("ruche:tier")) ?? "production",
    exceptions: readExceptions(config.get("ruche:exceptions")),
  };
}
