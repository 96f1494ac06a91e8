import type { ClusterDescriptor } from "../descriptor";
import { readValue, type Value } from "../inputs";
import type { KnownPort } from "../rules/knownPort";
import { swarm } from "./swarm";
import type { ClusterPort, ClusterTechnology, Connection } from "./technology";
import type { DeclaredWorkload, Known, Mount } from "./workload";

export { listed } from "./reading";
export type { ClusterPort, Connection } from "./technology";
export { type DeclaredWorkload, type Joined, type Mount, partsOf, type Variable, type Wall } from "./workload";

const technologies: Readonly<Partial<Record<ClusterDescriptor["technology"], ClusterTechnology>>> = { swarm };

const all = Object.values(technologies);
const readers: ReadonlyMap<string, (inputs: Value) => DeclaredWorkload> = new Map(
  all.flatMap((technology) => Object.entries(technology.readers)),
);
const volumes: ReadonlyMap<string, (inputs: Value) => readonly Known<Mount>[]> = new Map(
  all.flatMap((technology) => Object.entries(technology.volumes)),
);
const byProvider: ReadonlyMap<string, ClusterTechnology> = new Map(
  all.map((technology) => [technology.providerType, technology]),
);

/** Types of the resources that stand for workloads of a cluster, of every technology. */
export const workloadTypes: ReadonlySet<string> = new Set(all.map(({ workloadType }) => workloadType));

/** Whether resources of a type run programs. */
export const runsPrograms = (type: string): boolean => readers.has(type);

/** Whether a type is that of a provider of Pulumi that makes workloads. */
export const isProvider = (type: string): boolean => byProvider.has(type);

/** What a resource runs, from inputs that are read already; undefined for any other resource. */
export const workloadIn = (type: string, inputs: Value): DeclaredWorkload | undefined => readers.get(type)?.(inputs);

/** What a resource runs, from inputs as Pulumi sends them; undefined for any other resource. */
export const workloadOf = ({ type, inputs }: { type: string; inputs?: unknown }): DeclaredWorkload | undefined =>
  runsPrograms(type) ? workloadIn(type, readValue(inputs)) : undefined;

/** Whether resources of a type are volumes that an engine keeps. */
export const isEngineVolume = (type: string): boolean => volumes.has(type);

/** What of a machine is behind a volume that an engine keeps; nothing for any other resource. */
export const behindVolume = (type: string, inputs: Value): readonly Known<Mount>[] => volumes.get(type)?.(inputs) ?? [];

const identified: ReadonlyMap<string, "network" | "stored"> = new Map(
  all.flatMap((technology) => Object.entries(technology.identified)),
);
const machineNetworks: ReadonlySet<string> = new Set(all.flatMap((technology) => technology.machineNetworks));

/** What resources of a type are whose ids an engine makes; undefined for all others. */
export const identifiedAs = (type: string): "network" | "stored" | undefined => identified.get(type);

/** Whether a name is that of a network that every machine has by itself. */
export const isMachineNetwork = (name: string): boolean => machineNetworks.has(name);

/** The connection that a provider of Pulumi has; undefined for any other resource. */
export const connectionIn = (type: string, inputs: Value): Connection | undefined =>
  byProvider.get(type)?.connection(inputs);

/** Ports that the machines of a cluster ask of each other. */
export const clusterPorts = (
  cluster: Pick<ClusterDescriptor, "technology" | "managers" | "workers">,
): readonly ClusterPort[] => technologies[cluster.technology]?.ports(cluster) ?? [];

/** Names of the technologies whose ports are known. */
export const clusterTechnologies = Object.keys(technologies) as ClusterDescriptor["technology"][];

/** Ports that technologies of clusters are known for. */
export const clusterKnownPorts: readonly KnownPort[] = all.flatMap(({ knownPorts }) => knownPorts);

/** Folders of a machine in which engines keep what they have. */
export const engineFolders: readonly string[] = all.map(({ folder }) => folder);

/** Beginnings of the names of interfaces behind which containers are. */
export const containerInterfaces: readonly string[] = [...new Set(all.flatMap(({ interfaces }) => interfaces))];

const sockets: ReadonlySet<string> = new Set(all.flatMap((technology) => technology.sockets));

/** Whether a workload that sees a path of its machine commands the engine: the path is its socket, or holds it. */
export const reachesEngine = (path: string): boolean =>
  /^\/?$|^\/(var|run|var\/run)\/?$/.test(path) || (path.includes("/") && sockets.has(path.split("/").at(-1)!));
