/**
 * What of a Swarm service is compared: a fact's name, and its value in one form for what was declared and for what
 * runs.
 */
export type ComparedFacts = ReadonlyMap<string, string>;

/** A service as the state knows it: the inputs of `docker.Service`. */
export interface DeclaredService {
  readonly name: string;
  readonly mode?: { readonly replicated?: { readonly replicas?: number }; readonly global?: boolean };
  readonly endpointSpec?: {
    readonly mode?: string;
    readonly ports?: readonly {
      readonly protocol?: string;
      readonly targetPort: number;
      readonly publishedPort?: number;
      readonly publishMode?: string;
    }[];
  };
  readonly updateConfig?: { readonly parallelism?: number; readonly order?: string };
  readonly taskSpec: {
    readonly networksAdvanceds?: readonly { readonly id: string }[];
    readonly restartPolicy?: { readonly condition?: string };
    readonly resources?: { readonly limits?: { readonly memoryBytes?: number; readonly nanoCpus?: number } };
    readonly containerSpec: {
      readonly image: string;
      readonly args?: readonly string[];
      readonly env?: Readonly<Record<string, string>>;
      readonly user?: string;
      readonly stopGracePeriod?: string;
      readonly mounts?: readonly {
        readonly type: string;
        readonly source: string;
        readonly target: string;
        readonly readOnly?: boolean;
      }[];
      readonly secrets?: readonly { readonly secretId: string; readonly fileName: string }[];
      readonly configs?: readonly { readonly configId: string; readonly fileName: string }[];
      readonly healthcheck?: {
        readonly tests: readonly string[];
        readonly interval?: string;
        readonly timeout?: string;
        readonly retries?: number;
        readonly startPeriod?: string;
      };
    };
  };
}

/** A service as Docker's API tells it (`/services`). */
export interface RunningService {
  readonly ID: string;
  readonly UpdatedAt: string;
  readonly Spec: {
    readonly Name: string;
    readonly Labels?: Readonly<Record<string, string>>;
    readonly Mode: { readonly Replicated?: { readonly Replicas?: number }; readonly Global?: object };
    readonly EndpointSpec?: {
      readonly Mode?: string;
      readonly Ports?: readonly {
        readonly Protocol?: string;
        readonly TargetPort: number;
        readonly PublishedPort?: number;
        readonly PublishMode?: string;
      }[];
    };
    readonly UpdateConfig?: { readonly Parallelism?: number; readonly Order?: string };
    readonly TaskTemplate: {
      readonly Networks?: readonly { readonly Target: string }[];
      readonly RestartPolicy?: { readonly Condition?: string };
      readonly Placement?: { readonly Constraints?: readonly string[]; readonly MaxReplicas?: number };
      readonly Resources?: {
        readonly Limits?: { readonly MemoryBytes?: number; readonly NanoCPUs?: number };
        readonly Reservations?: { readonly MemoryBytes?: number; readonly NanoCPUs?: number };
      };
      readonly LogDriver?: { readonly Name?: string };
      readonly ContainerSpec: {
        readonly Image: string;
        readonly Labels?: Readonly<Record<string, string>>;
        readonly Command?: readonly string[];
        readonly Args?: readonly string[];
        readonly Env?: readonly string[];
        readonly Dir?: string;
        readonly Hostname?: string;
        readonly User?: string;
        readonly Groups?: readonly string[];
        readonly TTY?: boolean;
        readonly ReadOnly?: boolean;
        readonly StopSignal?: string;
        readonly StopGracePeriod?: number;
        readonly Privileges?: object;
        readonly CapabilityAdd?: readonly string[];
        readonly CapabilityDrop?: readonly string[];
        readonly Sysctls?: Readonly<Record<string, string>>;
        readonly Ulimits?: readonly object[];
        readonly Hosts?: readonly string[];
        readonly DNSConfig?: {
          readonly Nameservers?: readonly string[];
          readonly Search?: readonly string[];
          readonly Options?: readonly string[];
        };
        readonly Mounts?: readonly {
          readonly Type: string;
          readonly Source?: string;
          readonly Target: string;
          readonly ReadOnly?: boolean;
        }[];
        readonly Secrets?: readonly { readonly SecretID: string; readonly File?: { readonly Name: string } }[];
        readonly Configs?: readonly { readonly ConfigID: string; readonly File?: { readonly Name: string } }[];
        readonly Healthcheck?: {
          readonly Test?: readonly string[];
          readonly Interval?: number;
          readonly Timeout?: number;
          readonly Retries?: number;
          readonly StartPeriod?: number;
        };
      };
    };
  };
}

/** What was declared. */
export function declaredFacts({ mode, endpointSpec, updateConfig, taskSpec }: DeclaredService): ComparedFacts {
  const { containerSpec: container, networksAdvanceds = [], restartPolicy, resources } = taskSpec;
  const { healthcheck: health } = container;
  return facts({
    image: container.image,
    replicas: mode?.global ? "each node" : String(mode?.replicated?.replicas ?? 1),
    arguments: list(container.args),
    user: container.user,
    memory: mebibytes(resources?.limits?.memoryBytes),
    "limit of processors": processors(resources?.limits?.nanoCpus),
    "stop grace period": seconds(nanoseconds(container.stopGracePeriod)),
    healthcheck:
      health &&
      list([
        ...health.tests,
        ...[health.interval, health.timeout, health.startPeriod].map((time) => seconds(nanoseconds(time))),
        String(health.retries ?? 0),
      ]),
    "restart condition": restartPolicy?.condition,
    "update order": updateConfig?.order,
    "endpoint mode": endpointSpec?.mode,
    ...prefixed("variable", Object.entries(container.env ?? {})),
    ...prefixed(
      "mount",
      (container.mounts ?? []).map(({ type, source, target, readOnly }) => [target, mountText(type, source, readOnly)]),
    ),
    ...prefixed(
      "secret",
      (container.secrets ?? []).map(({ fileName, secretId }) => [fileName, secretId]),
    ),
    ...prefixed(
      "config",
      (container.configs ?? []).map(({ fileName, configId }) => [fileName, configId]),
    ),
    ...prefixed(
      "network",
      networksAdvanceds.map(({ id }) => [id, "attached"]),
    ),
    ...prefixed(
      "port",
      (endpointSpec?.ports ?? []).map(({ protocol = "tcp", targetPort, publishedPort, publishMode }) => [
        `${targetPort}/${protocol}`,
        `${publishedPort} (${publishMode ?? "ingress"})`,
      ]),
    ),
  });
}

/** What runs. Facts that are never declared are empty, so that they differ as soon as somebody adds one. */
export function runningFacts({
  Spec: { Labels, Mode, EndpointSpec, UpdateConfig, TaskTemplate },
}: RunningService): ComparedFacts {
  const { ContainerSpec: container, Networks = [], Resources, Placement, RestartPolicy, LogDriver } = TaskTemplate;
  const { Healthcheck: health, DNSConfig: dns } = container;
  const reserved = Resources?.Reservations;
  return facts({
    image: container.Image,
    replicas: Mode.Global ? "each node" : String(Mode.Replicated?.Replicas ?? 0),
    arguments: list(container.Args),
    user: container.User,
    memory: mebibytes(Resources?.Limits?.MemoryBytes),
    "limit of processors": processors(Resources?.Limits?.NanoCPUs),
    "stop grace period": seconds(container.StopGracePeriod),
    healthcheck:
      health &&
      list([
        ...(health.Test ?? []),
        ...[health.Interval, health.Timeout, health.StartPeriod].map(seconds),
        String(health.Retries ?? 0),
      ]),
    "restart condition": RestartPolicy?.Condition,
    "update order": UpdateConfig?.Order,
    "endpoint mode": EndpointSpec?.Mode,
    command: list(container.Command),
    "working directory": container.Dir,
    "host name": container.Hostname,
    groups: list(container.Groups),
    terminal: container.TTY ? "yes" : "",
    "read-only root": container.ReadOnly ? "yes" : "",
    "stop signal": container.StopSignal,
    "added capabilities": list(container.CapabilityAdd),
    "dropped capabilities": list(container.CapabilityDrop),
    sysctls: list(Object.keys(container.Sysctls ?? {})),
    "limits of the system": container.Ulimits?.length ? "set" : "",
    "host names": list(container.Hosts),
    "name servers": list([...(dns?.Nameservers ?? []), ...(dns?.Search ?? []), ...(dns?.Options ?? [])]),
    "placement constraints": list(Placement?.Constraints),
    "copies per node": Placement?.MaxReplicas ? String(Placement.MaxReplicas) : "",
    reservation: reserved?.MemoryBytes || reserved?.NanoCPUs ? "set" : "",
    "log driver": LogDriver?.Name,
    ...prefixed("label", Object.entries(Labels ?? {})),
    ...prefixed("container label", Object.entries(container.Labels ?? {})),
    ...prefixed(
      "config",
      (container.Configs ?? []).map(({ ConfigID, File }) => [File?.Name ?? "", ConfigID]),
    ),
    ...prefixed(
      "variable",
      (container.Env ?? []).map((line) => [line.split("=", 1)[0]!, line.slice(line.indexOf("=") + 1)]),
    ),
    ...prefixed(
      "mount",
      (container.Mounts ?? []).map(({ Type, Source = "", Target, ReadOnly }) => [
        Target,
        mountText(Type, Source, ReadOnly),
      ]),
    ),
    ...prefixed(
      "secret",
      (container.Secrets ?? []).map(({ SecretID, File }) => [File?.Name ?? "", SecretID]),
    ),
    ...prefixed(
      "network",
      Networks.map(({ Target }) => [Target, "attached"]),
    ),
    ...prefixed(
      "port",
      (EndpointSpec?.Ports ?? []).map(({ Protocol = "tcp", TargetPort, PublishedPort, PublishMode }) => [
        `${TargetPort}/${Protocol}`,
        `${PublishedPort} (${PublishMode ?? "ingress"})`,
      ]),
    ),
  });
}

const facts = (all: Readonly<Record<string, string | undefined>>): ComparedFacts =>
  new Map(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ""));

const prefixed = (kind: string, entries: readonly (readonly [string, string])[]): Record<string, string> =>
  Object.fromEntries(entries.map(([name, value]) => [`${kind} ${name}`, value]));

const list = (words: readonly string[] = []): string => words.map((word) => JSON.stringify(word)).join(" ");

const mountText = (type: string, source: string, readOnly = false): string =>
  `${type} ${source}${readOnly ? ", read-only" : ""}`;

const mebibytes = (bytes = 0): string => (bytes === 0 ? "" : `${bytes / 1024 / 1024} MiB`);

const processors = (nanoCpus = 0): string => (nanoCpus === 0 ? "" : String(nanoCpus / 1e9));

const seconds = (nanoseconds = 0): string => `${nanoseconds / 1e9} s`;

/** Of a duration as the declaration has it (`1m30s`, `500ms`). */
function nanoseconds(text = "0s"): number {
  const units: Readonly<Record<string, number>> = { h: 3600e9, m: 60e9, s: 1e9, ms: 1e6, us: 1e3, ns: 1 };
  return [...text.matchAll(/([\d.]+)(ms|us|ns|h|m|s)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * units[unit!]!,
    0,
  );
}
