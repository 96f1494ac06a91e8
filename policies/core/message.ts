import type { Tier } from "../../model/descriptor";
import type { Exception } from "./exceptions";
import type { NotJudged, Violation } from "./policy";
import { nameOf } from "./resource";
import type { ExceptionVerdict } from "./verdict";

/**
 * Which resource, what was found, what this tier requires, the remedy; and the last day of the exception that is over.
 */
export function violationMessage(
  { resource, found, required, remedy }: Violation,
  tier: Tier,
  expired?: string,
): string {
  const over = expired === undefined ? "" : ` The exception for it held until ${expired} and is over.`;
  return `${nameOf(resource)}: ${found}. Tier ${tier} requires: ${required}. Do: ${remedy}.${over}`;
}

/** What could not be judged in this preview, or at all. */
export function notJudgedMessage({ resource, unknown, because }: NotJudged, id: string): string {
  if (because !== undefined) return `${id} not judged for ${nameOf(resource)}: ${because}.`;
  return (
    `${id} not judged yet for ${nameOf(resource)}: ${unknown.path} is not known in a preview; ` +
    "it is judged during the update, before the resource is made."
  );
}

/** A violation that somebody answers for. */
export function exceptedMessage(
  { resource, found }: Violation,
  id: string,
  { reason, owner, until }: Exception,
): string {
  return `${id} excepted for ${nameOf(resource)}: ${found}. Reason: ${reason}. Owner: ${owner}. Until: ${until}.`;
}

/** An exception that covers nothing, or must not. */
export function exceptionMessage({ policy, resource, owner, until, outcome, why }: ExceptionVerdict): string {
  const what = `the exception of ${policy} for ${resource} (${owner}, until ${until})`;
  return outcome === "refused"
    ? `${what} is not honoured: ${why}. Do: write one for each resource.`
    : `${what} covers nothing. Do: remove it from ruche:exceptions.`;
}
