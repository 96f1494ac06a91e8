import type { Way } from "../../model/review/way";
import { type JudgedStack, notJudged, type Policy, type PolicyFinding, violation } from "../core/policy";
import { isService, serviceIn, unknownIn } from "../core/resource";
import { exposureOf, placeOf, unknownExposure } from "../core/review";

const required = "TLS for everything that comes from outside; by HTTP it is only sent to HTTPS";
const remedy = "give the route the TLS of the platform's authority or of ACME, or let the ingress redirect HTTP";
const remedyForPorts = "open the port to the cluster alone, or have it excepted with the reason why it may be read";

/** ACME asks for its challenges by plain HTTP (RFC 8555, 8.3), and they are secret to nobody. */
const challenges = "/.well-known/acme-challenge/";

/** Whoever sits between reads nothing. */
export const encryptedRoutes: Policy = {
  id: "EXP-003",
  title: "What comes from outside is encrypted",
  why: "Without TLS everybody on the way reads pages and passwords, and can change both.",
  severity: "critical",
  remedy,
  applies: isService,
  /** Whether HTTP redirects is read from what runs, and not from what a component says. */
  stackRule(resource, stack): PolicyFinding[] {
    const unknown = unknownIn(resource, "routes", "ports") ?? stack.once(unknownExposure);
    if (unknown !== undefined) return [notJudged(resource, unknown)];
    return (stack.once(plainWays).get(serviceIn(resource)?.service ?? "") ?? []).map((way) =>
      violation(
        resource,
        `${way.who === "members" ? "members" : "everybody"} may come to ${placeOf(way)} without ${way.name === undefined ? "TLS" : "encryption"}`,
        required,
        way.name === undefined ? remedy : remedyForPorts,
      ),
    );
  },
};

/** Ways from outside without TLS, by service. */
function plainWays(stack: JudgedStack): ReadonlyMap<string, readonly Way[]> {
  const ways = stack
    .once(exposureOf)
    .ways.filter(
      ({ who, tls, redirects, path }) =>
        (who === "public" || who === "members") && tls === "none" && !redirects && !path?.startsWith(challenges),
    );
  const found = new Map<string, Way[]>();
  // Ports of the cluster itself are on a machine without a firewall, of which EXP-006 speaks.
  for (const way of ways.filter(({ host, name }) => host !== null || name !== undefined))
    found.set(way.service, [...(found.get(way.service) ?? []), way]);
  return found;
}
