import type { ClusterDescriptor } from "../descriptor";

/** A port on the machines of a cluster that leads into a container. */
export interface PublishedContainerPort {
  readonly port: number;
  /** Port inside the container. */
  readonly target: number;
  readonly protocol: "tcp" | "udp";
}

/** What a resource says of the workload that it stands for. What a preview does not know is left out. */
export interface DeclaredWorkload {
  readonly published: readonly PublishedContainerPort[];
  /** Arguments of its program, as far as they are text. */
  readonly arguments: readonly string[];
  /** What each copy reserves. */
  readonly reserved: { readonly processors: number; readonly memoryBytes: number };
  readonly copies: number | "each-node";
}

/** Ports that the machines of a cluster ask of each other, alike in who may use them and how. */
export interface ClusterPort {
  readonly machines: readonly string[];
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  readonly authentication: "none" | "key" | "certificate";
  readonly tls: "none" | "own" | "encrypted";
}

/** What a technology of clusters does in its own way, as far as reviews must know it. */
export interface ClusterTechnology {
  /** Type of the resource that stands for a workload. */
  readonly workloadType: string;
  /** Reads a workload from a resource's inputs, whoever wrote them. */
  read(inputs: unknown): DeclaredWorkload;
  /** Ports that its machines ask of each other. */
  ports(cluster: Pick<ClusterDescriptor, "managers" | "workers">): readonly ClusterPort[];
}
