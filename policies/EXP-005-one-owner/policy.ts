import { type JudgedStack, notJudged, type Policy, type PolicyFinding, violation } from "../core/policy";
import { isService, serviceIn, unknownIn } from "../core/resource";

const required = "one service for each host name and path";
const remedy = "give one of them another host or path";

/** Two services do not claim one address. */
export const oneOwner: Policy = {
  id: "EXP-005",
  title: "An address belongs to one service",
  why:
    "Where two routes claim one address the ingress picks one by itself, " +
    "and people meet the other service's pages, or its missing password.",
  severity: "high",
  remedy,
  applies: isService,
  stackRule(resource, stack): PolicyFinding[] {
    const unknown = unknownIn(resource, "service", "routes");
    if (unknown !== undefined) return [notJudged(resource, unknown)];
    const service = serviceIn(resource);
    const owners = stack.once(ownersOf);
    return (service?.routes ?? []).flatMap((route): PolicyFinding[] => {
      const others = [...(owners.get(addressOf(route)) ?? [])].filter((other) => other !== service!.service);
      return others.length > 0
        ? [
            violation(
              resource,
              `it claims ${route.host}${route.path} on port ${route.port}, and so does ${others.join(", ")}`,
              required,
              remedy,
            ),
          ]
        : [];
    });
  },
};

/** Host names know no case, and `/a` and `/a/` begin the same paths. */
const addressOf = ({
  host = "",
  path = "/",
  port,
}: {
  readonly host?: string;
  readonly path?: string;
  readonly port?: number;
}): string => `${host.toLowerCase()}:${port}${path.replace(/\/+$/, "")}/`;

function ownersOf(stack: JudgedStack): ReadonlyMap<string, ReadonlySet<string>> {
  const owners = new Map<string, Set<string>>();
  for (const resource of stack.of("service")) {
    const { service, routes } = serviceIn(resource)!;
    for (const route of routes ?? [])
      owners.set(addressOf(route), (owners.get(addressOf(route)) ?? new Set()).add(service));
  }
  return owners;
}
