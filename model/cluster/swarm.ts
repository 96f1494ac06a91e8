import type { ClusterTechnology, PublishedContainerPort } from "./technology";

/** The part of a Swarm service's inputs that is read here. */
interface ServiceInputs {
  readonly mode?: { readonly global?: unknown; readonly replicated?: { readonly replicas?: unknown } };
  readonly endpointSpec?: { readonly ports?: unknown };
  readonly taskSpec?: {
    readonly containerSpec?: { readonly args?: unknown };
    readonly resources?: { readonly reservation?: { readonly nanoCpus?: unknown; readonly memoryBytes?: unknown } };
  };
}

/** Docker Swarm. */
export const swarm: ClusterTechnology = {
  workloadType: "docker:index/service:Service",

  read(inputs) {
    const { mode, endpointSpec, taskSpec } = (inputs ?? {}) as ServiceInputs;
    const { nanoCpus, memoryBytes } = taskSpec?.resources?.reservation ?? {};
    return {
      published: listOf(endpointSpec?.ports).flatMap(portOf),
      arguments: listOf(taskSpec?.containerSpec?.args).filter((word): word is string => typeof word === "string"),
      reserved: { processors: numberOf(nanoCpus) / 1e9, memoryBytes: numberOf(memoryBytes) },
      copies: mode?.global === true ? "each-node" : copiesOf(mode),
    };
  },

  ports({ managers, workers }) {
    const all = [...managers, ...workers];
    return [
      { machines: managers, port: 2377, protocol: "tcp", authentication: "certificate", tls: "own" },
      { machines: all, port: 7946, protocol: "tcp", authentication: "key", tls: "encrypted" },
      { machines: all, port: 7946, protocol: "udp", authentication: "key", tls: "encrypted" },
      { machines: all, port: 4789, protocol: "udp", authentication: "none", tls: "none" },
    ];
  },
};

const copiesOf = (mode: ServiceInputs["mode"]): number =>
  mode?.replicated === undefined ? 1 : numberOf(mode.replicated.replicas);

function portOf(item: unknown): PublishedContainerPort[] {
  const { publishedPort, targetPort, protocol } = (item ?? {}) as Readonly<Record<string, unknown>>;
  const port = Number(publishedPort);
  // Without a number Docker takes a free one: EXP-001 speaks of that.
  if (!Number.isInteger(port) || port <= 0) return [];
  return [{ port, target: Number(targetPort), protocol: protocol === "udp" ? "udp" : "tcp" }];
}

/** A list of a stranger's inputs, whatever they are. */
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What a preview does not know counts as nothing. */
const numberOf = (value: unknown): number => (typeof value === "number" && Number.isFinite(value) ? value : 0);
