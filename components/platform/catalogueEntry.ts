import type * as pulumi from "@pulumi/pulumi";
import type { ServiceArgs, ServiceDefinition } from "./definition";
import type { HostedService } from "./hostedService";
import type { Platform } from "./platform";

/** A kind that an environment can name: its definition and its component. */
export interface CatalogueEntry {
  readonly definition: ServiceDefinition;
  readonly component: new (
    name: string,
    args: ServiceArgs & { readonly on: Platform },
    options?: pulumi.ComponentResourceOptions,
  ) => HostedService;
}
