import { audiences, type Way } from "../../model/review/way";
import { type JudgedStack, notJudged, type Policy, type PolicyFinding, violation } from "../core/policy";
import { isService, serviceIn, unknownIn } from "../core/resource";
import { exposureOf, placeOf, unknownExposure } from "../core/review";

const required = "that a route lets in whom it names, and nobody else";

/** A word in a declaration stops nobody: a password, a firewall or a network does. */
export const keptAudience: Policy = {
  id: "EXP-004",
  title: "A route lets in only whom it names",
  why:
    "People trust that what is for members asks for a password. " +
    "A declaration without something that enforces it is worse than none: nobody looks again.",
  severity: "critical",
  remedy: "ask members for a password; take what is for the cluster or the VPN from ports that are open to everybody",
  applies: isService,
  /** Whom a way lets in is told by firewalls and published ports: known once all were seen. */
  stackRule(resource, stack): PolicyFinding[] {
    const unknown = unknownIn(resource, "routes", "ports") ?? stack.once(unknownExposure);
    if (unknown !== undefined) return [notJudged(resource, unknown)];
    return (stack.once(widerWays).get(serviceIn(resource)?.service ?? "") ?? []).map((way) =>
      violation(
        resource,
        `${placeOf(way)} is for ${way.declared}, and everybody gets in on ${way.machines.join(", ")}`,
        required,
        way.declared === "members" && way.name === undefined
          ? "set authentication to password, or the exposure to public"
          : `close port ${way.port} in the firewalls, or set the exposure to public`,
      ),
    );
  },
};

/** Ways that let in more than they name, by service. */
function widerWays(stack: JudgedStack): ReadonlyMap<string, readonly Way[]> {
  const found = new Map<string, Way[]>();
  for (const way of stack.once(exposureOf).ways) {
    if (way.declared === undefined || audiences.indexOf(way.who) <= audiences.indexOf(way.declared)) continue;
    found.set(way.service, [...(found.get(way.service) ?? []), way]);
  }
  return found;
}
