import * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { backupPlan } from "../../model/backup/plan";
import type { BackupDescriptor, RouteDescriptor, ServiceDescriptor, StateDescriptor } from "../../model/descriptor";
import { UserError } from "../../model/errors";
import type { Volume } from "../contracts/volume";
import { RucheComponent } from "../core/component";
import type { Database } from "../databases/databaseServer";
import { Configuration } from "../machines/configuration/configuration";
import { swarmService } from "../orchestrators/swarm/render";
import type { Started } from "../orchestrators/swarm/wait";
import type { ServiceArgs, ServiceDefinition } from "./definition";
import type { Platform } from "./platform";

/** Any service of the catalogue: what its definition says, and all that follows from it. */
export class HostedService<D extends ServiceDefinition = ServiceDefinition> extends RucheComponent<ServiceDescriptor> {
  /** Where people reach it; undefined for `nobody` and `cluster`. */
  readonly url: string | undefined;
  /** To wait for with `untilRunning`. */
  readonly started: Started;
  readonly #name: string;
  readonly #platform: Platform;
  readonly #definition: D;

  constructor(
    type: `ruche:services:${string}`,
    definition: D,
    name: string,
    args: ServiceArgs & { readonly on: Platform },
    options?: pulumi.ComponentResourceOptions,
  ) {
    const {
      on: platform,
      exposure,
      volume = platform.volume,
      replicas = 1,
      host = `${name}.${platform.domain}`,
      path = "/",
    } = args;
    if (definition.writers === "single" && replicas > 1) {
      throw new UserError(
        `${type.split(":")[2]} ${name}: replicas`,
        replicas,
        "1",
        `Two copies of ${definition.title} at once would damage its data.`,
      );
    }
    const routes: RouteDescriptor[] =
      exposure === "nobody" || exposure === "cluster"
        ? []
        : [
            {
              service: name,
              exposure,
              host,
              path,
              port: 443,
              authentication: exposure === "members" ? "password" : "none",
              tls: platform.tls,
            },
          ];
    const state = stateDescriptor(definition, name, volume.name, platform.volume.name);
    super(
      type,
      name,
      {
        kind: "service",
        tier: platform.tier,
        service: name,
        serviceKind: definition.kind,
        version: definition.version,
        image: definition.image,
        writers: definition.writers,
        replicas,
        state,
        backup: backupDescriptor(name, state, platform),
        routes,
      },
      { parent: platform, ...options },
    );
    this.#name = name;
    this.#platform = platform;
    this.#definition = definition;
    this.url = routes.length > 0 ? `https://${host}${path}` : undefined;

    // When it was first deployed: for a while after that there may be no backup and no drill of it.
    if ("items" in state)
      new command.local.Command(
        this.child("since"),
        { create: "date -u +%FT%TZ" },
        { parent: this, ignoreChanges: ["*"] },
      );
    const image = platform.registry.image(definition.image);
    const database = this.#database();
    const files = this.#files(volume);
    const secrets = this.#secrets(database);
    for (const route of routes) {
      platform.ingress.serve(name, { ...route, backend: { host: name, port: definition.port } }, { parent: this });
    }
    const { orchestrator } = platform;
    const service = new docker.Service(
      this.child("service"),
      swarmService(
        {
          name,
          image: image.reference,
          replicas,
          writers: definition.writers,
          memoryMebibytes: definition.memoryMebibytes ?? 256,
          environment: definition.environment?.({
            host,
            url: `https://${host}${path}`,
            secretFile: (secret) => `/run/secrets/${secret}`,
            database: database ?? { host: "", port: 0, name: "", user: "" },
          }),
          mounts: files.map(({ source, target }) => ({ source, target })),
          secrets: secrets.map(({ target, secret }) => ({ target, id: secret.id, name: secret.name })),
          health: {
            command: ["http-ok", String(definition.port), definition.ready.path],
            withinSeconds: definition.ready.withinSeconds,
          },
        },
        {
          endpointMode: orchestrator.endpointMode,
          networks: [orchestrator.networks.edge.id, ...(database ? [orchestrator.networks.data.id] : [])],
        },
      ),
      {
        parent: this,
        provider: orchestrator.provider,
        deletedWith: orchestrator.manager.resource,
        deleteBeforeReplace: true,
        dependsOn: [...image.present, ...files.map(({ ready }) => ready), ...(database ? [database.ready] : [])],
      },
    );
    this.started = { name, service, withinSeconds: definition.ready.withinSeconds };
    const { backup } = this.descriptor;
    if (backup) {
      platform.runner?.service(
        {
          service: name,
          kind: definition.kind,
          softwareVersion: definition.version,
          image: image.reference,
          plan: backup,
          port: definition.port,
          ready: definition.ready.path,
          within: definition.ready.withinSeconds,
          items: [
            // The database first: what it names among the files is there when the files are read.
            ...(database
              ? [
                  {
                    kind: "database" as const,
                    engine: database.engine,
                    name: database.name,
                    server: database.host,
                    image: database.image,
                    commands: database.commands,
                  },
                ]
              : []),
            ...files.map(({ source, target }) => ({ kind: "files" as const, path: source, target })),
          ],
        },
        { parent: this, dependsOn: service },
      );
    }
  }

  #database(): Database | undefined {
    const { state } = this.#definition;
    if ("none" in state || state.database === undefined) return undefined;
    return this.#platform.databases(state.database).database(this.#name, { parent: this });
  }

  /** A directory of the volume for every path that must survive. */
  #files(volume: Volume): { source: string; target: string; ready: pulumi.Resource }[] {
    const { state, user = 33 } = this.#definition;
    return ("none" in state ? [] : (state.files ?? [])).map((target) => {
      const source = filesPath(volume.mount, this.#name, target);
      const ready = new Configuration(
        this.child(`files${target.replaceAll("/", "-")}`),
        {
          machine: volume.machines[0]!,
          concern: `files-${this.#name}${target.replaceAll("/", "-")}`,
          script: `install -d -m 750 -o ${user} -g ${user} ${source}`,
          probe: `[ "$(stat -c %u:%a ${source})" = ${user}:750 ]`,
        },
        { parent: this, dependsOn: [...volume.ready] },
      );
      return { source, target, ready };
    });
  }

  #secrets(database: Database | undefined): { target: string; secret: docker.Secret }[] {
    const { seed, orchestrator } = this.#platform;
    const wanted: [string, pulumi.Output<string>][] = (this.#definition.secrets ?? []).map((secret) => [
      secret,
      seed.password(`service/${this.#name}/${secret}`),
    ]);
    if (database) wanted.push(["database", database.password]);
    return wanted.map(([secret, value]) => ({
      target: `/run/secrets/${secret}`,
      secret: new docker.Secret(
        this.child(secret),
        { data: value.apply((text) => Buffer.from(text).toString("base64")) },
        { parent: this, provider: orchestrator.provider, deletedWith: orchestrator.manager.resource },
      ),
    }));
  }

  protected outputs(): pulumi.Inputs {
    return { url: this.url };
  }
}

const filesPath = (mount: string, service: string, target: string): string => `${mount}/services/${service}${target}`;

/** Files lie on the service's volume, a database where the platform's servers keep theirs. */
function stateDescriptor(
  { state }: ServiceDefinition,
  name: string,
  volume: string,
  databases: string,
): StateDescriptor {
  if ("none" in state) return state;
  return {
    items: [
      ...(state.files ?? []).map((target) => ({ kind: "files" as const, volume, path: filesPath("", name, target) })),
      ...(state.database ? [{ kind: "database" as const, engine: state.database, name, volume: databases }] : []),
    ],
  };
}

function backupDescriptor(
  service: string,
  state: StateDescriptor,
  { backup, environment }: Platform,
): BackupDescriptor | null {
  if ("none" in state || backup === null) return null;
  return {
    ...backupPlan({ environment, service, items: state.items, goals: backup }),
    repositories: backup.repositories.map(({ name, machine }) => ({
      name,
      machine: machine.name,
      diesWith: machine.diesWith,
    })),
  };
}
