import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { Machine } from "./machine";

/** How a service's name is resolved inside the cluster: one virtual address, or the address of every copy. */
export type EndpointMode = "vip" | "dnsrr";

/** What runs workloads. */
export interface Orchestrator {
  readonly name: string;
  /** Machines that run workloads. */
  readonly nodes: readonly Machine[];
  /** The machine on which the cluster is managed. */
  readonly manager: Machine;
  readonly provider: docker.Provider;
  /** Found on the machines: without IPVS in the kernel virtual addresses carry no traffic. */
  readonly endpointMode: pulumi.Output<EndpointMode>;
  /** Networks inside the cluster: `edge` between the ingress and services, `data` between services and databases. */
  readonly networks: Readonly<Record<"edge" | "data", docker.Network>>;
}
