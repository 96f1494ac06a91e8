import type { ClusterDescriptor } from "../descriptor";
import type { Value } from "../inputs";
import type { KnownPort } from "../rules/knownPort";
import type { DeclaredWorkload, Known, Mount } from "./workload";

/** Ports that the machines of a cluster ask of each other, alike in who may use them and how. */
export interface ClusterPort {
  readonly machines: readonly string[];
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  readonly authentication: "none" | "key" | "certificate";
  readonly tls: "none" | "own" | "encrypted";
}

/** The way by which Pulumi reaches what makes workloads, as the inputs of its provider say. */
export interface Connection {
  /** Address of the interface that it talks to. */
  readonly address: Value;
  /** Options of the `ssh` program, as text or as a list of words. */
  readonly sshOptions: Value;
  /** Whether both ends show certificates. */
  readonly certified: boolean;
}

/** What a technology of clusters does in its own way, as far as reviews must know it. */
export interface ClusterTechnology {
  /** Type of the resource that stands for a workload of the cluster. */
  readonly workloadType: string;
  /** Readers of everything that runs programs, by the type of its resource, whoever wrote its inputs. */
  readonly readers: Readonly<Record<string, (inputs: Value) => DeclaredWorkload>>;
  /** Readers of volumes that its engine keeps, by the type of their resource: what of the machine is behind them. */
  readonly volumes: Readonly<Record<string, (inputs: Value) => readonly Known<Mount>[]>>;
  /** Folder of a machine in which its engine keeps what it has. */
  readonly folder: string;
  /** Beginnings of the names of a machine's interfaces behind which its containers are. */
  readonly interfaces: readonly string[];
  /** Names of the sockets through which its engine is commanded. */
  readonly sockets: readonly string[];
  /** Types of resources whose ids its engine makes: of networks, and of what it stores for workloads. */
  readonly identified: Readonly<Record<string, "network" | "stored">>;
  /** Names of the networks that every machine has by itself. */
  readonly machineNetworks: readonly string[];
  /** Type of Pulumi's provider that makes workloads. */
  readonly providerType: string;
  /** Reads the connection from such a provider's inputs. */
  connection(inputs: Value): Connection;
  /** Ports that it is known for, on any platform. */
  readonly knownPorts: readonly KnownPort[];
  /** Ports that its machines ask of each other. */
  ports(cluster: Pick<ClusterDescriptor, "managers" | "workers">): readonly ClusterPort[];
}
