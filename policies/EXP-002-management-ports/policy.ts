import { listed } from "../../model/cluster";
import { dashboardVariables, isDashboardPort, opensDashboard } from "../../model/ingress";
import { at, itemsOf, Unknown, type Value } from "../../model/inputs";
import { wrongNetwork } from "../../model/rules/networks";
import { managementPort } from "../../model/rules/ports";
import { distinct, notJudged, type Policy, type PolicyFinding, type Resource, violation } from "../core/policy";
import { outside } from "../core/ports";
import { clusterWorkload, describes, isComponent, isService, runs, types } from "../core/resource";

const required = "that ports which administer the platform are reachable from declared networks only";

/** Ports that administer machines, storage, cluster or ingress are never public. */
export const managementPorts: Policy = {
  id: "EXP-002",
  title: "Management ports are never public",
  why:
    "Engine, cluster and storage give the machine to everybody that reaches them; " +
    "the ingress's dashboard gives the map of the platform; SSH is guessed at day and night.",
  severity: "critical",
  remedy: "close the port; administer over SSH from the networks in administrationFrom",
  applies: (resource) => runs(resource) || describes(resource, "firewall") || isService(resource),
  rule(resource) {
    if (isComponent(resource.type))
      return [...firewall(resource), ...declared(resource, "routes"), ...declared(resource, "ports")];
    return [...published(resource), ...dashboard(resource)];
  },
};

/** Each end of a port is judged by itself: one that is not known hides nothing of the other. */
function published(resource: Resource): PolicyFinding[] {
  return (resource.workload?.ports ?? []).flatMap((port): PolicyFinding[] => {
    if (port instanceof Unknown) return [notJudged(resource, port)];
    const ends = [port.published, port.target];
    const what = ends.flatMap((end) =>
      typeof end === "number" ? (administered(resource, end, port.protocol) ?? []) : [],
    )[0];
    if (what !== undefined) {
      const shown = port.published instanceof Unknown ? `its port ${port.target}` : `port ${port.published}`;
      return [violation(resource, `it publishes ${shown} (${what})`, required, "remove the port")];
    }
    return ends.flatMap((end) => (end instanceof Unknown ? [notJudged(resource, end)] : []));
  });
}

/** What is not known to be UDP is judged as TCP, which is stricter. */
const protocolOf = (protocol: unknown): "tcp" | "udp" => (protocol === "udp" ? "udp" : "tcp");

/** What a port administers. The dashboard's is a usual one for applications; of an ingress it is the dashboard's. */
function administered(resource: Resource, port: number, protocol: unknown): string | undefined {
  const ofIngress =
    resource.parentType === types.ingress && isDashboardPort(port) ? "the ingress's dashboard" : undefined;
  return managementPort(port, protocolOf(protocol)) ?? ofIngress;
}

/** An ingress's dashboard without a password. */
function dashboard(resource: Resource): PolicyFinding[] {
  const workload = clusterWorkload(resource);
  if (workload === undefined) return [];
  return distinct([
    ...[workload.arguments, workload.program].flatMap(listed).flatMap((word): PolicyFinding[] => {
      if (word instanceof Unknown) return [notJudged(resource, word)];
      return typeof word === "string" && opensDashboard(word)
        ? [violation(resource, `it is started with ${word}`, required, "remove the option")]
        : [];
    }),
    ...workload.variables.flatMap((variable): PolicyFinding[] => {
      if (variable instanceof Unknown) return [notJudged(resource, variable)];
      const { name, value } = variable;
      if (!dashboardVariables.includes(name)) return [];
      if (value instanceof Unknown) return [notJudged(resource, value)];
      return value !== undefined && String(value) !== "false"
        ? [violation(resource, `it is started with ${name}`, required, "remove the variable")]
        : [];
    }),
  ]);
}

function firewall(resource: Resource): PolicyFinding[] {
  if (resource.descriptor?.kind !== "firewall") return [];
  const lists = [
    { list: at(resource.props, "publicPorts"), protocol: "tcp" },
    { list: at(resource.props, "publicUdpPorts"), protocol: "udp" },
  ] as const;
  const networks = at(resource.props, "administrationFrom");
  return [
    ...[...lists.map(({ list }) => list), networks].flatMap((list) =>
      list instanceof Unknown ? [notJudged(resource, list)] : [],
    ),
    ...lists
      .flatMap(({ list, protocol }) => itemsOf(list).map((port) => ({ port, protocol })))
      .flatMap(({ port, protocol }): PolicyFinding[] => {
        if (port instanceof Unknown) return [notJudged(resource, port)];
        const what = managementPort(Number(port), protocol);
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
    ...administration(resource, networks),
  ];
}

/** Networks that may use SSH: each is exactly one, and not everybody's. */
function administration(resource: Resource, networks: Value): PolicyFinding[] {
  if (networks instanceof Unknown || networks === undefined) return [];
  return (Array.isArray(networks) ? networks : [networks]).flatMap((network): PolicyFinding[] => {
    if (network instanceof Unknown) return [notJudged(resource, network)];
    const shown = typeof network === "string" ? network : JSON.stringify(network);
    const wrong = (what: string): PolicyFinding[] => [
      violation(
        resource,
        `it lets SSH in from ${shown}, which is ${what}`,
        required,
        "name the networks of the people who administer it in administrationFrom",
      ),
    ];
    if (everywhere(shown)) return wrong("everywhere");
    return typeof network !== "string" || wrongNetwork(network) ? wrong("not one network") : [];
  });
}

/** Ways from outside that a service declares. */
function declared(resource: Resource, ways: "routes" | "ports"): PolicyFinding[] {
  return itemsOf(at(resource.props, ways)).flatMap((way): PolicyFinding[] => {
    const port = at(way, "port");
    const exposure = at(way, "exposure");
    const unknown = [port, exposure].find((value) => value instanceof Unknown);
    if (unknown instanceof Unknown) return [notJudged(resource, unknown)];
    const what = managementPort(Number(port), protocolOf(at(way, "protocol")));
    if (what === undefined || !outside.some((level) => level === exposure)) return [];
    return [
      violation(
        resource,
        `it ${ways === "routes" ? "declares a route to" : "opens"} port ${Number(port)} (${what}) for ${String(exposure)}`,
        required,
        ways === "routes" ? "remove the route" : "open it under another number",
      ),
    ];
  });
}

/** `0.0.0.0/0` and what comes near to it: no organisation has half of the Internet, and two halves are all of it. */
function everywhere(network: string): boolean {
  const prefix = /\/(\d+)$/.exec(network)?.[1];
  return prefix !== undefined && Number(prefix) < (network.includes(":") ? 16 : 8);
}
