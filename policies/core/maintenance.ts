import { Unknown } from "../../model/inputs";
import { roughly } from "./evidence";
import type { Maintenance } from "./facts";
import { notJudged, type PolicyFinding, type Resource, type RuleContext, violation, warning } from "./policy";

const remedy = "move to a version that is maintained; rehearse it first: ./ruche drill --declared";

/**
 * What is to be said of software by the day on which its maintenance ends: nothing, a warning some months ahead, or a
 * violation after it.
 */
export function judgeMaintenance(
  resource: Resource,
  path: string,
  { what, end, unknown, note }: Maintenance,
  { now, thresholds: { endOfLifeNotice } }: RuleContext,
): PolicyFinding[] {
  if (unknown !== undefined) return [notJudged(resource, new Unknown(path), unknown)];
  if (end === undefined) return [];
  const required = `software that is maintained${note === undefined ? "" : ` (${note})`}`;
  if (now >= end.at) return [violation(resource, `${what} was maintained until ${end.day}`, required, remedy)];
  return now >= end.at - endOfLifeNotice.seconds
    ? [warning(resource, `${what} is maintained until ${end.day}, for ${roughly(end.at - now)} more`, required, remedy)]
    : [];
}
