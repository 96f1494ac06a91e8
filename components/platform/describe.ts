import { backupPlan } from "../../model/backup/plan";
import type { BackupDescriptor, ServiceDescriptor, StateDescriptor } from "../../model/descriptor";
import { wrongHost, wrongPath, wrongServiceName } from "../../model/rules/names";
import { refuse } from "../../model/rules/objection";
import { cannotServeBelow, routeOf, usualHost, wrongExposure } from "../../model/rules/route";
import { refuseTwoWriters, wrongReplicas } from "../../model/rules/writers";
import type { ServiceArgs, ServiceDefinition } from "./definition";
import { openedPorts } from "./openedPorts";
import type { Platform } from "./platform";

/** Names of the secrets that containers of a kind read, that of its database among them. */
const secretsOf = ({ state, secrets = [] }: Pick<ServiceDefinition, "state" | "secrets">): readonly string[] =>
  "database" in state && state.database !== undefined ? [...secrets, "database"] : secrets;

/** Where people reach a service: its host name and path. */
export const addressOf = (name: string, { host, path = "/" }: ServiceArgs, { domain }: Platform) => ({
  host: host ?? usualHost(name, domain),
  path,
});

/** Where a path of a service lies on its volume. */
export const filesPath = (mount: string, service: string, target: string): string =>
  `${mount}/services/${service}${target}`;

/**
 * What policies, reports and tests know of a service.
 *
 * @throws UserError for more copies than may write at once, and for ports that cannot be opened.
 */
export function describeService(
  type: string,
  definition: ServiceDefinition,
  name: string,
  args: ServiceArgs & { readonly on: Platform },
): ServiceDescriptor {
  const { on: platform, exposure, volume = platform.volume, replicas = 1 } = args;
  const { kind, title, version, image, writers } = definition;
  const where = `${type.split(":")[2]} ${name}`;
  const field = (key: string): string => `${where}: ${key}`;
  refuse(field("name"), name, wrongServiceName(name, secretsOf(definition)));
  refuse(field("exposure"), exposure, wrongExposure(exposure, platform.descriptor.members));
  if (args.host !== undefined) refuse(field("host"), args.host, wrongHost(args.host));
  if (args.path !== undefined) {
    const { path } = args;
    refuse(field("path"), path, wrongPath(path) ?? (definition.belowPath ? undefined : cannotServeBelow(path, kind)));
  }
  refuse(field("replicas"), replicas, wrongReplicas(replicas));
  refuseTwoWriters(field("replicas"), title, writers, replicas);
  const route = routeOf({ service: name, exposure, ...addressOf(name, args, platform), tls: platform.tls });
  const ports = openedPorts(where, name, definition, args);
  const companions = Object.keys({ ...definition.containers, ...definition.jobs });
  platform.services.give(field, { name, companions, route: route ?? undefined });
  const state = stateDescriptor(definition, name, volume.name, platform.volume.name);
  return {
    kind: "service",
    tier: platform.tier,
    service: name,
    serviceKind: kind,
    version,
    image,
    writers,
    cluster: platform.orchestrator.name,
    replicas,
    state,
    backup: backupDescriptor(name, state, platform),
    routes: route ? [route] : [],
    ...(ports.length > 0 ? { ports } : {}),
  };
}

/** Files lie on the service's volume, a database where the platform's servers keep theirs. */
function stateDescriptor(
  { state }: ServiceDefinition,
  name: string,
  volume: string,
  databases: string,
): StateDescriptor {
  if ("none" in state) return state;
  return {
    items: [
      ...(state.files ?? []).map((target) => ({ kind: "files" as const, volume, path: filesPath("", name, target) })),
      ...(state.database ? [{ kind: "database" as const, engine: state.database, name, volume: databases }] : []),
    ],
  };
}

function backupDescriptor(
  service: string,
  state: StateDescriptor,
  { backup, environment }: Platform,
): BackupDescriptor | null {
  if ("none" in state || backup === null) return null;
  return {
    ...backupPlan({ environment, service, items: state.items, goals: backup }),
    repositories: backup.repositories.map(({ name, machine }) => ({
      name,
      machine: machine.name,
      diesWith: machine.diesWith,
    })),
  };
}
