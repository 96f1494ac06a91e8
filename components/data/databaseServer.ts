import * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { Orchestrator } from "../clusters/orchestrator";
import { RucheComponent } from "../core/component";
import type { DatabaseEngine, ServiceDescriptor, Tier } from "../core/descriptor";
import type { Seed } from "../core/secrets/seed";
import { Configuration } from "../machines/configuration/configuration";
import { commandConnection } from "../machines/machine";
import type { PrivateRegistry } from "../registry/privateRegistry";
import type { Volume } from "../storage/volume";
import { swarmService } from "../workloads/swarm";

/** A database server of the platform. */
export interface DatabaseServerArgs {
  readonly on: Orchestrator;
  readonly volume: Volume;
  readonly registry: PrivateRegistry;
  readonly seed: Seed;
  /** Default `development`. */
  readonly tier?: Tier;
}

/** What a service needs to use its database. */
export interface Database {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  readonly user: string;
  readonly password: pulumi.Output<string>;
  /** What must be done before it can be used. */
  readonly ready: pulumi.Resource;
}

/** What one engine does in its own way. Its image is called like the engine, and has a command `<engine>-healthy`. */
export interface DatabaseProduct {
  readonly engine: DatabaseEngine;
  readonly version: string;
  readonly port: number;
  /** Where the image keeps its data. */
  readonly data: string;
  /** Numeric id of its user and group inside the image; the machine knows no such user. */
  readonly user: number;
  /** Shell words that read the administrator's password from the first line of standard input, and what to do from the others. */
  readonly client: (host: string) => string;
  /** What makes a database and a user of the same name, or sets the user's password anew. */
  readonly statements: (name: string, password: string) => string;
}

/** One server on the replicated volume: when its host is lost, it starts again on another one with the same data. */
export abstract class DatabaseServer extends RucheComponent<ServiceDescriptor> {
  /** The server's name inside the cluster. */
  readonly host: string;
  readonly #args: DatabaseServerArgs;
  readonly #product: DatabaseProduct;
  readonly #image: pulumi.Output<string>;
  readonly #password: pulumi.Output<string>;
  readonly #service: docker.Service;

  protected constructor(type: `ruche:data:${string}`, product: DatabaseProduct, name: string, args: DatabaseServerArgs, options?: pulumi.ComponentResourceOptions) {
    const { on, volume, registry, seed, tier = "development" } = args;
    const { engine, version, user } = product;
    super(type, name, {
      kind: "service", tier, service: name, serviceKind: engine, version, image: engine, writers: "single", replicas: 1,
      state: { none: "each database belongs to the service that uses it, and is backed up with it" }, backup: null, routes: [],
    }, options);
    this.#args = args;
    this.#product = product;
    this.host = name;
    this.#password = seed.password(`${name}/administrator`);
    const data = `${volume.mount}/services/${name}`;
    const directory = new Configuration(this.child("directory"), {
      machine: volume.machines[0]!,
      concern: `directory-${name}`,
      script: `install -d -m 700 -o ${user} -g ${user} ${data}`,
      probe: `[ "$(stat -c %u:%a ${data})" = ${user}:700 ]`,
    }, { parent: this, dependsOn: [...volume.ready] });
    const secret = new docker.Secret(this.child("administrator"), {
      data: this.#password.apply((password) => Buffer.from(password).toString("base64")),
    }, { parent: this, provider: on.provider, deletedWith: on.manager.resource });
    const image = registry.image(engine);
    this.#image = image.reference;
    this.#service = new docker.Service(this.child("server"), swarmService({
      name, image: image.reference, replicas: 1, writers: "single", memoryMebibytes: 512, stopWithinSeconds: 30,
      environment: { [`${engine.toUpperCase()}_ADMINISTRATOR_PASSWORD_FILE`]: "/run/secrets/administrator" },
      mounts: [{ source: data, target: product.data }],
      secrets: [{ target: "/run/secrets/administrator", id: secret.id, name: secret.name }],
      // The first start copies a thousand files to the volume.
      health: { command: [`${engine}-healthy`], withinSeconds: 180 },
    }, { endpointMode: on.endpointMode, networks: [on.networks.data.id] }), {
      parent: this, provider: on.provider, dependsOn: [...image.present, directory], deletedWith: on.manager.resource,
      deleteBeforeReplace: true,
    });
  }

  /** A database with a user of its own. */
  database(name: string, options: pulumi.CustomResourceOptions): Database {
    const { on, seed } = this.#args;
    const { client, statements, port } = this.#product;
    const password = seed.password(`database/${name}`);
    const ready = new command.remote.Command(`${name}-database`, {
      connection: commandConnection(on.manager),
      create: pulumi.interpolate`set -e; input=$(cat); until printf '%s\\n' "$input" | docker run --rm -i --network ${on.networks.data.name} --entrypoint /bin/sh ${this.#image} -c '${client(this.host)}' 2>/tmp/ruche-database-${name}; do sleep 0.3; done; rm -f /tmp/ruche-database-${name}`,
      stdin: pulumi.secret(pulumi.interpolate`${this.#password}\n${password.apply((text) => statements(name, text))}`),
      triggers: [on.manager.generation],
      logging: command.remote.Logging.None,
    }, pulumi.mergeOptions(options, {
      dependsOn: this.#service, deletedWith: on.manager.resource, customTimeouts: { create: "2m" },
    }));
    return { host: this.host, port, name, user: name, password, ready };
  }

  protected outputs(): pulumi.Inputs {
    return { host: this.host };
  }
}
