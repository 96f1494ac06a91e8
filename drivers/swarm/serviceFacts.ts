import type { DeclaredService, RunningService } from "./service";

/**
 * What of a Swarm service is compared: a fact's name, and its value in one form for what was declared and for what
 * runs.
 */
export type ComparedFacts = ReadonlyMap<string, string>;

/** What was declared. */
export function declaredFacts({ labels, mode, endpointSpec, updateConfig, taskSpec }: DeclaredService): ComparedFacts {
  const { containerSpec: container, networksAdvanceds = [], restartPolicy, resources, placement, logDriver } = taskSpec;
  const { healthcheck: health, dnsConfig: dns } = container;
  const reserved = resources?.reservation;
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
    command: list(container.commands),
    "working directory": container.dir,
    "host name": container.hostname,
    groups: set(container.groups),
    "read-only root": container.readOnly ? "yes" : "",
    "stop signal": container.stopSignal,
    "added capabilities": capabilities(container.capAdds),
    "dropped capabilities": capabilities(container.capDrops),
    sysctls: settings(container.sysctl),
    "host names": set(container.hosts?.map(({ host, ip }) => `${ip} ${host}`)),
    "name servers": list([...(dns?.nameservers ?? []), ...(dns?.searches ?? []), ...(dns?.options ?? [])]),
    "placement constraints": set(placement?.constraints),
    "copies per node": placement?.maxReplicas ? String(placement.maxReplicas) : "",
    reservation: resourcesText(reserved?.memoryBytes, reserved?.nanoCpus),
    "log driver": logDriver?.name,
    ...prefixed("label", labelled(labels)),
    ...prefixed("container label", labelled(container.labels)),
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

/** What runs. What the provider cannot declare differs as soon as somebody adds it. */
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
    groups: set(container.Groups),
    terminal: container.TTY ? "yes" : "",
    "read-only root": container.ReadOnly ? "yes" : "",
    "stop signal": container.StopSignal,
    "added capabilities": capabilities(container.CapabilityAdd),
    "dropped capabilities": capabilities(container.CapabilityDrop),
    sysctls: settings(container.Sysctls),
    "limits of the system": container.Ulimits?.length ? "set" : "",
    "host names": set(container.Hosts),
    "name servers": list([...(dns?.Nameservers ?? []), ...(dns?.Search ?? []), ...(dns?.Options ?? [])]),
    "placement constraints": set(Placement?.Constraints),
    "copies per node": Placement?.MaxReplicas ? String(Placement.MaxReplicas) : "",
    reservation: resourcesText(reserved?.MemoryBytes, reserved?.NanoCPUs),
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

const labelled = (labels: DeclaredService["labels"] = []): (readonly [string, string])[] =>
  labels.map(({ label, value }) => [label, value] as const);

const settings = (all: Readonly<Record<string, string>> = {}): string =>
  list(
    Object.entries(all)
      .map(([name, value]) => `${name}=${value}`)
      .sort(),
  );

const resourcesText = (memory = 0, nanoCpus = 0): string =>
  [mebibytes(memory), nanoCpus === 0 ? "" : `${processors(nanoCpus)} processors`].filter(Boolean).join(", ");

const list = (words: readonly string[] = []): string => words.map((word) => JSON.stringify(word)).join(" ");

/** Of what the provider keeps in no order. */
const set = (words: readonly string[] = []): string => list([...words].sort());

/** Docker writes their names in full. */
const capabilities = (names: readonly string[] = []): string =>
  set(names.map((name) => name.toUpperCase().replace(/^(?!CAP_)/, "CAP_")));

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
