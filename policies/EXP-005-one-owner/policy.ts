import type { ServiceDescriptor } from "../../model/descriptor";
import { portText } from "../../model/rules/openedPort";
import { type JudgedStack, notJudged, type Policy, type PolicyFinding, violation } from "../core/policy";
import { isService, serviceIn, unknownIn } from "../core/resource";

const required = "one service for each host name and path, and for each port of a service's own protocol";
const remedy = "give one of them another host or path, or another port";

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
    const unknown = unknownIn(resource, "service", "routes", "ports");
    if (unknown !== undefined) return [notJudged(resource, unknown)];
    const service = serviceIn(resource);
    const owners = stack.once(ownersOf);
    return claimsOf(service).flatMap(({ address, shown }): PolicyFinding[] => {
      const others = [...(owners.get(address) ?? [])].filter((other) => other !== service!.service);
      return others.length > 0
        ? [violation(resource, `it claims ${shown}, and so does ${others.join(", ")}`, required, remedy)]
        : [];
    });
  },
};

/** What a service claims: in one form for comparison, and in words. */
const claimsOf = ({
  cluster = "",
  routes = [],
  ports = [],
}: Partial<ServiceDescriptor> = {}): { readonly address: string; readonly shown: string }[] => [
  ...routes.map((route) => ({
    address: addressOf(route),
    shown: `${route.host}${route.path} on port ${route.port}`,
  })),
  ...ports.map((port) => ({ address: `${cluster} ${portText(port)}`, shown: `port ${portText(port)}` })),
];

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
    const described = serviceIn(resource)!;
    for (const { address } of claimsOf(described))
      owners.set(address, (owners.get(address) ?? new Set()).add(described.service));
  }
  return owners;
}
