import { textOrder } from "../order";
import type { PortExposure } from "../rules/openedPort";
import { type RouteArgs, routeOf, urlOf, usualHost } from "../rules/route";
import type { CheckContext, Kind } from "./draft";
import type {
  Environment,
  EnvironmentMember,
  EnvironmentPort,
  EnvironmentRoute,
  EnvironmentService,
} from "./environment";
import type { Sections } from "./schema";

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => textOrder(a.name, b.name);

/** Sections without a mistake → the environment. Whoever calls has run the checks. */
export function resolve(sections: Sections, { kinds }: CheckContext): Environment {
  const machines = sections["ruche:machines"];
  const certificates = sections["ruche:certificates"];
  const backup = sections["ruche:backup"];
  const cluster = sections["ruche:cluster"];
  const onlyVolume = Object.keys(sections["ruche:storage"])[0] ?? null;
  const services = Object.entries(sections["ruche:services"])
    .map(([name, service]): EnvironmentService => {
      const facts = kinds.find(({ kind }) => kind === service.kind);
      const stateful = facts?.stateful !== false || facts.database !== undefined;
      const host = service.host ?? usualHost(name, sections["ruche:domain"]);
      return {
        name,
        kind: service.kind,
        exposure: service.exposure,
        replicas: service.replicas,
        writers: facts?.writers ?? "single",
        database: facts?.database ?? null,
        stateful,
        volume: service.volume ?? (stateful ? onlyVolume : null),
        host,
        path: service.path,
        settings: service.settings ?? {},
        route: routeWithUrl({
          service: name,
          exposure: service.exposure,
          host,
          path: service.path,
          tls: certificates.authority ?? "own",
        }),
        ports: portsOf(service, facts?.ports),
      };
    })
    .sort(byName);
  return {
    tier: sections["ruche:tier"],
    domain: sections["ruche:domain"],
    machines: {
      provider: machines.provider as "lab" | "existing",
      network: machines.network ?? null,
      administrationFrom: machines.administrationFrom,
      hosts: Object.entries(machines.hosts).map(([name, host]) => ({
        name,
        address: host.address ?? null,
        user: host.user,
        hostKey: host.hostKey ?? null,
        labels: host.labels,
        diesWith: host.diesWith ?? name,
      })),
    },
    storage: Object.entries(sections["ruche:storage"])
      .map(([name, volume]) => ({ name, ...volume }))
      .sort(byName),
    platform: { volume: sections["ruche:platform"].volume ?? onlyVolume },
    cluster: cluster ?? null,
    certificates: certificatesOf(certificates),
    members: membersOf(sections["ruche:members"]).sort(byName),
    backup:
      backup === undefined
        ? null
        : {
            rpo: backup.rpo,
            keep: backup.keep,
            repositories: Object.entries(backup.repositories)
              .map(([name, { on }]) => ({ name, on }))
              .sort(byName),
          },
    networks: networksOf(sections["ruche:networks"]),
    services,
    rotate: sections["ruche:rotate"],
    seed: sections["ruche:seed"] === undefined ? "absent" : "given",
  };
}

/** The ports that a service opens. The checks let no other exposure pass. */
const portsOf = ({ ports }: Sections["ruche:services"][string], offered: Kind["ports"] = {}): EnvironmentPort[] =>
  Object.entries(ports)
    .map(([name, { exposure, port = offered[name]!.port }]) => ({
      name,
      exposure: exposure as PortExposure,
      port,
      protocol: offered[name]!.protocol,
    }))
    .sort(byName);

/** The way to a service, with what people type for it. */
function routeWithUrl(args: RouteArgs): EnvironmentRoute | null {
  const route = routeOf(args);
  return route && { ...route, url: urlOf(route) };
}

/** Where nothing else is said, ACME means Let's Encrypt. */
const usualDirectory = "https://acme-v02.api.letsencrypt.org/directory";

function certificatesOf({
  authority = "own",
  directory,
  email,
  trust,
}: Sections["ruche:certificates"]): Environment["certificates"] {
  return {
    authority,
    directory: directory ?? (authority === "acme" ? usualDirectory : null),
    email: email ?? null,
    trust: trust ?? null,
  };
}

function membersOf(members: Sections["ruche:members"]): EnvironmentMember[] {
  if (Array.isArray(members)) return members.map((name) => ({ name, password: "derived", passwordHash: null }));
  return Object.entries(members).map(([name, { passwordHash }]) => ({
    name,
    password: "given",
    passwordHash: typeof passwordHash === "string" ? passwordHash : null,
  }));
}

function networksOf({ edge, data }: Sections["ruche:networks"]): Environment["networks"] {
  return { ...(edge ? { edge: edge.subnet } : {}), ...(data ? { data: data.subnet } : {}) };
}
