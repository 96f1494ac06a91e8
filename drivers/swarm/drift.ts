import type { StateResource } from "../../model/state";
import { isOfType } from "../../model/tokens";
import { nameOf } from "../../model/urn";
import type { Finding } from "../contracts/finding";
import type { DeclaredService, RunningService } from "./service";
import { declaredFacts, runningFacts } from "./serviceFacts";

/** What runs in a cluster, as a manager tells it (`listing`). */
export interface SwarmListing {
  readonly services: readonly RunningService[];
  readonly networks: readonly {
    readonly Id: string;
    readonly Name: string;
    readonly Created: string;
    readonly Ingress?: boolean;
  }[];
  readonly secrets: readonly Named[];
  readonly configs: readonly Named[];
  readonly nodes: readonly Node[];
}

interface Named {
  readonly ID: string;
  readonly CreatedAt: string;
  readonly Spec: { readonly Name: string };
}

interface Node {
  readonly UpdatedAt: string;
  readonly Spec: { readonly Role: string; readonly Availability: string };
  readonly Description: { readonly Hostname: string };
  readonly Status: { readonly State: string };
}

/** What is declared of a cluster. */
export interface DeclaredCluster {
  readonly managers: readonly string[];
  readonly workers: readonly string[];
  /** Services, networks and secrets of the cluster; those of this computer's own engine are none of its business. */
  readonly resources: readonly StateResource[];
  /** The resources that join machines, by machine. */
  readonly joins: ReadonlyMap<string, string>;
}

/** The cluster of a state; undefined where there is none. */
export function declaredCluster(resources: readonly StateResource[]): DeclaredCluster | undefined {
  const cluster = resources.find(({ type }) => isOfType(type, "ruche:orchestrators:SwarmCluster"));
  const provider = resources.find(({ type, parent }) => type === "pulumi:providers:docker" && parent === cluster?.urn);
  if (!cluster || !provider) return undefined;
  const { managers, workers } = cluster.inputs as { managers: string[]; workers: string[] };
  const joins = resources
    .filter(({ type, parent }) => type === "command:local:Command" && parent === cluster.urn)
    .flatMap(({ urn }) =>
      [...managers, ...workers]
        .filter((machine) => urn.endsWith(`-join-${machine}`))
        .map((machine) => [machine, urn] as const),
    );
  // By name: the state has them in the order in which an update happened to come to them.
  const own = resources
    .filter((resource) => resource.provider?.startsWith(`${provider.urn}::`))
    .sort((a, b) => nameOf(a.urn).localeCompare(nameOf(b.urn)));
  return { managers, workers, resources: own, joins: new Map(joins) };
}

/** What differs between a cluster and its declaration; `silent` machines do not answer and are told of elsewhere. */
export function clusterFindings(
  { managers, workers, resources, joins }: DeclaredCluster,
  running: SwarmListing,
  silent: readonly string[] = [],
): Finding[] {
  const ofType = (type: string): StateResource[] =>
    resources.filter((resource) => resource.type === `docker:index/${type}`);
  const networks = new Map(running.networks.map(({ Id, Name }) => [Id, Name]));
  return [
    ...nodeFindings(
      [...managers.map((name) => ({ name, role: "manager" })), ...workers.map((name) => ({ name, role: "worker" }))],
      running.nodes,
      joins,
      silent,
    ),
    ...ofType("service:Service").flatMap((resource) => {
      const found = running.services.find(({ ID }) => ID === resource.id);
      return found
        ? serviceFindings(resource, found, networks)
        : [
            missing(
              "service",
              resource,
              running.services.map(({ Spec }) => Spec.Name),
            ),
          ];
    }),
    ...ofType("network:Network")
      .filter(({ id }) => !networks.has(id!))
      .map((resource) => missing("network", resource, [...networks.values()])),
    ...gone("secret", ofType("secret:Secret"), running.secrets),
    ...gone("config", ofType("serviceConfig:ServiceConfig"), running.configs),
    ...undeclared(
      "service",
      ofType("service:Service"),
      running.services.map(({ ID, Spec, UpdatedAt }) => ({ id: ID, name: Spec.Name, at: UpdatedAt })),
    ),
    ...undeclared(
      "network",
      ofType("network:Network"),
      running.networks
        .filter(({ Ingress }) => !Ingress)
        .map(({ Id, Name, Created }) => ({ id: Id, name: Name, at: Created })),
    ),
    ...undeclared("secret", ofType("secret:Secret"), running.secrets.map(stored)),
    ...undeclared("config", ofType("serviceConfig:ServiceConfig"), running.configs.map(stored)),
  ];
}

/** A service that somebody changed. Values are told where none can be a secret. */
function serviceFindings(
  { urn, inputs }: StateResource,
  running: RunningService,
  networks: ReadonlyMap<string, string>,
): Finding[] {
  const declared = declaredFacts(inputs as unknown as DeclaredService);
  const actual = runningFacts(running);
  const differs = [...new Set([...declared.keys(), ...actual.keys()])]
    .filter((fact) => declared.get(fact) !== actual.get(fact))
    .map((fact) => {
      const name = fact.replace(/^network (.+)$/, (_, id: string) => `network ${networks.get(id) ?? id}`);
      if (!declared.has(fact)) return `${name} was added`;
      if (!actual.has(fact)) return `${name} was taken away`;
      return /^(variable|label|arguments|healthcheck|secret|config)/.test(fact)
        ? `${name} was changed`
        : `${name} is ${actual.get(fact)} instead of ${declared.get(fact)}`;
    });
  if (differs.length === 0) return [];
  return [
    {
      on: "cluster",
      concern: `service ${running.Spec.Name}`,
      differs: differs.join(", "),
      since: toTheSecond(running.UpdatedAt),
      repair: { urn, how: "again" },
      remedy: null,
    },
  ];
}

/** `up` makes it anew, unless somebody else has its name by now. */
function missing(kind: string, { urn, inputs }: StateResource, names: readonly string[]): Finding {
  const name = String(inputs?.name);
  const taken = names.includes(name);
  return {
    on: "cluster",
    concern: `${kind} ${name}`,
    differs: taken ? "is gone, and another one has its name" : "is gone",
    since: null,
    repair: taken ? null : { urn, how: "anew" },
    remedy: taken ? `remove the other one: docker ${kind} rm ${name}` : null,
  };
}

/** Those of what is stored in the cluster that are there no more. */
const gone = (kind: string, declared: readonly StateResource[], running: readonly Named[]): Finding[] =>
  declared
    .filter(({ id }) => !running.some(({ ID }) => ID === id))
    .map((resource) =>
      missing(
        kind,
        resource,
        running.map(({ Spec }) => Spec.Name),
      ),
    );

const stored = ({ ID, Spec, CreatedAt }: Named) => ({ id: ID, name: Spec.Name, at: CreatedAt });

function undeclared(
  kind: string,
  declared: readonly StateResource[],
  running: readonly { id: string; name: string; at: string }[],
): Finding[] {
  const known = new Set(declared.map(({ id }) => id));
  return running
    .filter(({ id }) => !known.has(id))
    .map(({ name, at }) => ({
      on: "cluster",
      concern: `${kind} ${name}`,
      differs: "is not declared",
      since: toTheSecond(at),
      repair: null,
      remedy: `declare it, or remove it on a manager: docker ${kind} rm ${name}`,
    }));
}

function nodeFindings(
  declared: readonly { name: string; role: string }[],
  nodes: readonly Node[],
  joins: ReadonlyMap<string, string>,
  silent: readonly string[],
): Finding[] {
  const finding = (
    on: string,
    differs: string,
    at: string | undefined,
    remedy: string | null,
    urn?: string,
  ): Finding => ({
    on,
    concern: "swarm",
    differs,
    since: at ? toTheSecond(at) : null,
    repair: urn ? { urn, how: "again" } : null,
    remedy: urn ? null : remedy,
  });
  const known = declared
    .filter(({ name }) => !silent.includes(name))
    .flatMap(({ name, role }) => {
      const own = nodes.filter(({ Description }) => Description.Hostname === name);
      const node = own.find(({ Status }) => Status.State === "ready");
      if (!node)
        return [
          finding(
            name,
            "is not in the swarm",
            own[0]?.UpdatedAt,
            "let it join again: docker swarm join",
            joins.get(name),
          ),
        ];
      return [
        ...(node.Spec.Role === role
          ? []
          : [
              finding(
                name,
                `is a ${node.Spec.Role} instead of a ${role}`,
                node.UpdatedAt,
                `on a manager: docker node ${role === "manager" ? "promote" : "demote"} ${name}`,
              ),
            ]),
        ...(node.Spec.Availability === "active"
          ? []
          : [
              finding(
                name,
                `takes no tasks (${node.Spec.Availability})`,
                node.UpdatedAt,
                `when its maintenance is over: docker node update --availability active ${name}`,
              ),
            ]),
      ];
    });
  const strangers = nodes
    .filter(({ Description }) => !declared.some(({ name }) => name === Description.Hostname))
    .map(({ Description, UpdatedAt }) =>
      finding(
        "cluster",
        `the node ${Description.Hostname} is not declared`,
        UpdatedAt,
        `docker node rm --force ${Description.Hostname}`,
      ),
    );
  return [...known, ...strangers];
}

/** Docker tells nanoseconds. */
const toTheSecond = (at: string): string => at.replace(/\.\d+Z$/, "Z");
