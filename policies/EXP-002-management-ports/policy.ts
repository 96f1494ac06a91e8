import { managementPort } from "../../model/rules/ports";
import { notJudged, type Policy, type PolicyFinding, type Resource, violation } from "../core/policy";
import { outside, publishedPorts } from "../core/ports";
import { describes, isComponent, isService, runsContainers, types } from "../core/resource";
import { at, itemsOf, Unknown, type Value } from "../core/value";

const required = "that ports which administer the platform are reachable from declared networks only";

/** Ports that administer machines, storage, cluster or ingress are never public. */
export const managementPorts: Policy = {
  id: "EXP-002",
  title: "Management ports are never public",
  why:
    "Docker, Swarm and Gluster give whoever reaches them the machine; " +
    "the ingress's dashboard gives the map of the platform; SSH is guessed at day and night.",
  severity: "critical",
  remedy: "close the port; administer over SSH from the networks in administrationFrom",
  applies: (resource) => runsContainers(resource) || describes(resource, "firewall") || isService(resource),
  rule(resource) {
    if (isComponent(resource.type)) return [...firewall(resource), ...routes(resource)];
    return [...published(resource), ...(resource.type === types.dockerService ? dashboard(resource) : [])];
  },
};

function published(resource: Resource): PolicyFinding[] {
  const { ports, unknowns } = publishedPorts(resource);
  return [
    ...unknowns.map((unknown) => notJudged(resource, unknown)),
    ...ports.flatMap(({ published: port, target }): PolicyFinding[] => {
      // 8080 is a usual port for applications; of an ingress it is the dashboard's.
      const ofIngress =
        resource.parentType === types.ingress && (port === 8080 || target === 8080)
          ? "the ingress's dashboard"
          : undefined;
      const what = managementPort(port) ?? (target === undefined ? undefined : managementPort(target)) ?? ofIngress;
      return what === undefined
        ? []
        : [violation(resource, `it publishes port ${port} (${what})`, required, "remove the port")];
    }),
  ];
}

/** Traefik's dashboard without a password. */
function dashboard(resource: Resource): PolicyFinding[] {
  const container = at(resource.props, "taskSpec", "containerSpec");
  const lists: Value[] = [at(container, "args"), at(container, "commands")];
  const insecure = at(container, "env", "TRAEFIK_API_INSECURE");
  const findings = lists.flatMap((list): PolicyFinding[] => {
    if (list instanceof Unknown) return [notJudged(resource, list)];
    return itemsOf(list).flatMap((item): PolicyFinding[] => {
      if (item instanceof Unknown) return [notJudged(resource, item)];
      return typeof item === "string" && /^--api\.insecure(=(?!false$).*)?$/i.test(item)
        ? [violation(resource, `it is started with ${item}`, required, "remove the option")]
        : [];
    });
  });
  if (insecure instanceof Unknown) findings.push(notJudged(resource, insecure));
  else if (insecure !== undefined && String(insecure) !== "false")
    findings.push(violation(resource, "it is started with TRAEFIK_API_INSECURE", required, "remove the variable"));
  return findings;
}

function firewall(resource: Resource): PolicyFinding[] {
  if (resource.descriptor?.kind !== "firewall") return [];
  const ports = at(resource.props, "publicPorts");
  const networks = at(resource.props, "administrationFrom");
  return [
    ...[ports, networks].flatMap((list) => (list instanceof Unknown ? [notJudged(resource, list)] : [])),
    ...itemsOf(ports).flatMap((port): PolicyFinding[] => {
      if (port instanceof Unknown) return [notJudged(resource, port)];
      const what = managementPort(Number(port));
      return what === undefined
        ? []
        : [
            violation(
              resource,
              `it opens port ${Number(port)} (${what}) to everybody`,
              required,
              "remove the port from the public ones",
            ),
          ];
    }),
    ...itemsOf(networks).flatMap((network): PolicyFinding[] => {
      if (network instanceof Unknown) return [notJudged(resource, network)];
      return everywhere(String(network))
        ? [
            violation(
              resource,
              `it lets SSH in from ${String(network)}, which is everywhere`,
              required,
              "name the networks of the people who administer it in administrationFrom",
            ),
          ]
        : [];
    }),
  ];
}

function routes(resource: Resource): PolicyFinding[] {
  return itemsOf(at(resource.props, "routes")).flatMap((route): PolicyFinding[] => {
    const port = at(route, "port");
    const exposure = at(route, "exposure");
    const unknown = [port, exposure].find((value) => value instanceof Unknown);
    if (unknown instanceof Unknown) return [notJudged(resource, unknown)];
    const what = managementPort(Number(port));
    if (what === undefined || !outside.some((level) => level === exposure)) return [];
    return [
      violation(
        resource,
        `it declares a route to port ${Number(port)} (${what}) for ${String(exposure)}`,
        required,
        "remove the route",
      ),
    ];
  });
}

/** `0.0.0.0/0` and what comes near to it: no organisation has half of the Internet, and two halves are all of it. */
function everywhere(network: string): boolean {
  const prefix = /\/(\d+)$/.exec(network)?.[1];
  return prefix !== undefined && Number(prefix) < (network.includes(":") ? 16 : 8);
}
