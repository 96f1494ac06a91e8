import type { Tier } from "../../components/core/descriptor";
import type { NotJudged, Violation } from "./policy";
import { nameOf } from "./resource";

/** Which resource, what was found, what this tier requires, the remedy. */
export function violationMessage({ resource, found, required, remedy }: Violation, tier: Tier): string {
  return `${nameOf(resource)}: ${found}. Tier ${tier} requires: ${required}. Do: ${remedy}.`;
}

/** What could not be judged in this preview. */
export function notJudgedMessage({ resource, unknown }: NotJudged, id: string): string {
  return `${id} not judged yet for ${nameOf(resource)}: ${unknown.path} is not known in a preview; it is judged during the update, before the resource is made.`;
}
