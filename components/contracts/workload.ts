import type { Input, Output } from "@pulumi/pulumi";

/** A network inside the cluster: `edge` between the ingress and services, `data` between services and databases. */
export type ClusterNetwork = "edge" | "data";

/** A secret in the cluster's own store. */
export interface StoredSecret {
  readonly id: Output<string>;
  readonly name: Output<string>;
}

/** A configuration file in the cluster's own store. Nothing of it is secret. */
export interface StoredConfiguration {
  readonly id: Output<string>;
  readonly name: Output<string>;
}

/** Variables of a container's environment. */
export type Variables = Readonly<Record<string, Input<string>>>;

/** Something that runs, whatever runs it. Plain data but for what is only known once other resources are there. */
export interface Workload {
  readonly name: string;
  /** Pinned by digest. */
  readonly image: Input<string>;
  readonly replicas: number | "each-node";
  readonly writers: "single" | "many";
  readonly command?: readonly Input<string>[];
  readonly environment?: Input<Variables>;
  /** Files of a volume or of the machine. */
  readonly mounts?: readonly {
    readonly source: Input<string>;
    readonly target: string;
    readonly readOnly?: boolean;
  }[];
  /** Secrets, each with the path at which the container reads it. */
  readonly secrets?: readonly { readonly target: string; readonly secret: StoredSecret }[];
  /** Configuration files, each with the path at which the container reads it. */
  readonly configuration?: readonly { readonly target: string; readonly file: StoredConfiguration }[];
  /** Networks inside the cluster that it is on. */
  readonly networks: readonly ClusterNetwork[];
  /** Ports on the machine; everything else stays inside the cluster. */
  readonly published?: readonly {
    readonly port: number;
    readonly target: number;
    /**
     * What it is asked by.
     *
     * @default tcp
     */
    readonly protocol?: "tcp" | "udp";
  }[];
  /** Command inside the container that fails while it is not healthy. */
  readonly health: { readonly command: readonly string[]; readonly withinSeconds: number };
  /** Upper bound of memory in MiB. */
  readonly memoryMebibytes: number;
  /**
   * The most processors that one copy may take.
   *
   * @default as many as the machine has
   */
  readonly processors?: number;
  /**
   * Seconds it may take to stop.
   *
   * @default 10
   */
  readonly stopWithinSeconds?: number;
  /** Runs as this user where the image does not decide. */
  readonly user?: Input<string>;
}

/** What a transform may change of a workload: all but what the descriptor of its component says. */
export type OwnWorkload = Omit<Workload, "name" | "replicas" | "writers">;
