import * as pulumi from "@pulumi/pulumi";
import type { Orchestrator } from "../components/contracts/orchestrator";
import type { HostedService } from "../components/platform/hostedService";
import type { Platform } from "../components/platform/platform";
import { catalogue } from "../components/services/catalogue";
import { networkSummary } from "../model/changes/deployment";
import type { Environment } from "../model/environment";
import type { StackCredentials, StackSummary } from "../model/summary";
import type { MachinesLayer } from "./layers/machines";
import type { StorageLayer } from "./layers/storage";

/** The stack's two outputs. */
export function summary(
  {
    tier,
    domain,
    services,
    members,
    rotate,
    storage,
    platform: own,
    cluster: declared,
    networks,
    machines: { provider },
  }: Environment,
  machines: MachinesLayer,
  volumes: StorageLayer,
  cluster: Orchestrator | undefined,
  platform: Platform | undefined,
  components: readonly HostedService[],
): { environment: pulumi.Output<StackSummary>; credentials: pulumi.Output<StackCredentials> } {
  const { seed } = machines;
  const definitionOf = (kind: string) => catalogue.find(({ definition }) => definition.kind === kind)!.definition;
  const nodes = cluster?.nodes ?? [];
  const environment = pulumi.output({
    version: 2 as const,
    tier,
    domain,
    provider,
    machines: machines.all.map(({ name, address, connection: { host, user, hostKey } }) => ({
      name,
      ssh: { host, port: 22, user, hostKey, sudo: false, jump: null },
      internal: address,
      public: address,
    })),
    cluster: declared && {
      name: cluster!.name,
      technology: declared.kind,
      managers: [...new Set([cluster!.manager.name, ...declared.managers])],
      nodes: nodes.map(({ name }) => name),
    },
    volumes: storage.map(({ name, kind, mount, on, replicas, arbiter }) => ({
      name,
      technology: kind,
      mount,
      machines: on,
      through: volumes.get(name)!.machines[0]!.name,
      replicas,
      arbiter,
    })),
    networks: networkSummary(networks),
    platformVolume: own.volume,
    entrances: nodes.map(({ name, address }) => ({ machine: name, address })),
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
    ...(Object.keys(rotate).length > 0 ? { rotated: rotate } : {}),
    services: services.map(({ name, kind, exposure, replicas, ports, volume, stateful }, index) => ({
      name,
      kind,
      exposure,
      replicas,
      url: components[index]?.url ?? null,
      readyPath: definitionOf(kind).ready.path,
      volume,
      stateful,
      companions: components[index]?.companions ?? [],
      ...(ports.length > 0 ? { ports } : {}),
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
