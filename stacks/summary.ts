import * as pulumi from "@pulumi/pulumi";
import type { Orchestrator } from "../components/clusters/orchestrator";
import { catalogue } from "../components/services/catalogue";
import type { DeployedDatabase } from "../components/data/databaseServer";
import type { HostedService } from "../components/services/hostedService";
import type { Platform } from "../components/services/platform";
import type { Environment } from "./environment";
import type { MachinesLayer } from "./layers/machines";

/** What a stack says of itself to whoever looks after it. Nothing secret. */
export interface StackSummary {
  readonly tier: string;
  readonly domain: string;
  readonly machines: readonly {
    readonly name: string;
    readonly address: string;
    readonly user: string;
    readonly hostKey: string;
    readonly inCluster: boolean;
  }[];
  /** Name of the machine on which the cluster is managed. */
  readonly manager: string | null;
  readonly identityFile: string;
  /** PEM. */
  readonly authority: string | null;
  /** Who issues the certificates that people see; absent where it is the platform's own authority. */
  readonly certificates?: "acme";
  readonly registry: string | null;
  /** Where backups lie, and how much may be lost; null where nothing is backed up. */
  readonly backup: {
    readonly rpoSeconds: number;
    readonly repositories: readonly { readonly name: string; readonly machine: string }[];
  } | null;
  readonly databases: readonly DeployedDatabase[];
  readonly services: readonly {
    readonly name: string;
    readonly kind: string;
    readonly url: string | null;
    readonly exposure: string;
    readonly replicas: number;
    readonly readyPath: string;
  }[];
}

/** What people need to log in; secret as a whole. */
export interface StackCredentials {
  readonly members: Readonly<Record<string, string>>;
  readonly services: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly registry: string;
  /** All secrets are derived from it. */
  readonly seed: string;
}

/** The stack's two outputs. */
export function summary(
  { tier, domain, services, members }: Environment,
  machines: MachinesLayer,
  cluster: Orchestrator | undefined,
  platform: Platform | undefined,
  components: readonly HostedService[],
): { environment: pulumi.Output<StackSummary>; credentials: pulumi.Output<StackCredentials> } {
  const { seed } = machines;
  const definitionOf = (kind: string) => catalogue.find(({ definition }) => definition.kind === kind)!.definition;
  const environment = pulumi.output({
    tier,
    domain,
    machines: machines.all.map((machine) => {
      const {
        name,
        address,
        connection: { user, hostKey },
      } = machine;
      return { name, address, user, hostKey, inCluster: cluster?.nodes.includes(machine) ?? false };
    }),
    manager: cluster?.manager.name ?? null,
    identityFile: machines.all[0]!.connection.identityFile,
    authority: platform?.authority ?? null,
    ...(platform?.tls === "acme" ? { certificates: platform.tls } : {}),
    registry: platform?.registry.address ?? null,
    backup: platform?.backup
      ? {
          rpoSeconds: platform.backup.rpoSeconds,
          repositories: platform.backup.repositories.map(({ name, machine }) => ({ name, machine: machine.name })),
        }
      : null,
    databases: platform?.deployedDatabases ?? [],
    services: services.map(({ name, kind, exposure, replicas }, index) => ({
      name,
      kind,
      exposure,
      replicas,
      url: components[index]?.url ?? null,
      readyPath: definitionOf(kind).ready.path,
    })),
  });
  const credentials = pulumi.secret(
    pulumi.output({
      members: Object.fromEntries(
        members
          .filter(({ password }) => password === "derived")
          .map(({ name }) => [name, seed.password(`member/${name}`)]),
      ),
      services: Object.fromEntries(
        services.map(({ name, kind }) => [
          name,
          Object.fromEntries(
            (definitionOf(kind).secrets ?? []).map((secret) => [secret, seed.password(`service/${name}/${secret}`)]),
          ),
        ]),
      ),
      registry: platform?.registry.password ?? "",
      seed: seed.value,
    }),
  );
  return { environment, credentials };
}
