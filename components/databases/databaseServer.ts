import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { DatabaseEngine, ServiceDescriptor, Tier } from "../../model/descriptor";
import type { DeployedDatabase } from "../../model/summary";
import { commandConnection } from "../contracts/machine";
import type { Orchestrator, RunningWorkload } from "../contracts/orchestrator";
import type { Volume } from "../contracts/volume";
import type { OwnWorkload } from "../contracts/workload";
import { RucheComponent } from "../core/component";
import type { Seed } from "../core/seed";
import { type Transforms, transformed } from "../core/transform";
import { Configuration, type OwnConfiguration } from "../machines/configuration/configuration";
import type { PrivateRegistry } from "../registry/privateRegistry";
import type { DatabaseCommands } from "./databaseCommands";
import type { DatabaseProduct } from "./databaseProducts";
import { directoryScript, patience, untilTaken } from "./databaseScripts";

/** A database server of the platform. */
export interface DatabaseServerArgs {
  /**
   * Name of its service in the cluster.
   *
   * @default the component's name
   */
  readonly service?: string;
  /** The cluster that runs it. */
  readonly on: Orchestrator;
  /** Where its data lies. */
  readonly volume: Volume;
  /** Where its image comes from. */
  readonly registry: PrivateRegistry;
  /** What its passwords are derived from. */
  readonly seed: Seed;
  /**
   * What the platform is for; policies are stricter in production.
   *
   * @default development
   */
  readonly tier?: Tier;
  /**
   * Changes of the component's children.
   *
   * @default nothing is changed
   */
  readonly transform?: Transforms<{ directory: OwnConfiguration; workload: OwnWorkload }>;
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
  readonly engine: DatabaseEngine;
  /** The server's image, which has the engine's tools too. */
  readonly image: pulumi.Output<string>;
  readonly commands: DatabaseCommands;
  /** Where its server's data lies on the machines. */
  readonly data: string;
}

/** Password of the user `backup`, who reads every database and changes none. */
export const backupPassword = (seed: Seed, engine: DatabaseEngine): pulumi.Output<string> =>
  seed.password(`${engine}/backup`);

/** One server on the replicated volume: when its host is lost, it starts again on another one with the same data. */
export abstract class DatabaseServer extends RucheComponent<ServiceDescriptor> {
  /** The server's name inside the cluster. */
  readonly host: string;
  /**
   * What it runs and where its data lies: each version in a folder of its own. Known once the folder is this version's,
   * so that an update that was refused tells nothing new.
   */
  readonly deployed: pulumi.Output<DeployedDatabase>;
  readonly #args: DatabaseServerArgs;
  readonly #product: DatabaseProduct;
  readonly #image: pulumi.Output<string>;
  readonly #password: pulumi.Output<string>;
  readonly #server: RunningWorkload;
  readonly #data: string;

  protected constructor(
    type: `ruche:databases:${string}`,
    product: DatabaseProduct,
    name: string,
    args: DatabaseServerArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    const { service = name, on, volume, registry, seed, tier = "development" } = args;
    const { engine, version, user } = product;
    super(
      type,
      name,
      {
        kind: "service",
        tier,
        service,
        serviceKind: engine,
        version,
        image: engine,
        cluster: on.name,
        writers: "single",
        replicas: 1,
        state: { none: "each database belongs to the service that uses it, and is backed up with it" },
        backup: null,
        routes: [],
      },
      options,
    );
    this.#args = args;
    this.#product = product;
    this.host = service;
    this.#password = seed.password(`${service}/administrator`);
    const all = `${volume.mount}/services/${service}`;
    const data = `${all}/${version}`;
    this.#data = data;
    const directory = new Configuration(
      ...transformed(
        args.transform?.directory,
        this.child("directory"),
        {
          concern: `directory-${service}`,
          script: directoryScript(all, product),
          probe: `[ "$(stat -c %u:%a ${data})" = ${user}:700 ]`,
        },
        { parent: this, dependsOn: [...volume.ready] },
        { machine: volume.machines[0]! },
      ),
    );
    this.deployed = directory.stdout.apply(() => ({ engine, version, data }));
    const passwords = { administrator: this.#password, backup: backupPassword(seed, engine) };
    const secrets = Object.entries(passwords).map(([role, password]) => ({
      role,
      secret: on.secret(this.child(role), password, { parent: this }),
    }));
    const image = registry.image(engine, { urgent: true });
    this.#image = image.reference;
    this.#server = on.run(
      ...transformed(
        args.transform?.workload,
        this.child("server"),
        {
          image: image.reference,
          memoryMebibytes: 512,
          stopWithinSeconds: 30,
          environment: Object.fromEntries(
            secrets.map(({ role }) => [
              `${engine.toUpperCase()}_${role.toUpperCase()}_PASSWORD_FILE`,
              `/run/secrets/${role}`,
            ]),
          ),
          mounts: [{ source: data, target: product.data }],
          secrets: secrets.map(({ role, secret }) => ({ target: `/run/secrets/${role}`, secret })),
          // The first start copies a thousand files to the volume.
          health: { command: [`${engine}-healthy`], withinSeconds: 180 },
          networks: ["data"],
        },
        { parent: this, dependsOn: [...image.present, directory] },
        { name: service, replicas: 1, writers: "single" },
      ),
    );
  }

  /** A database with a user of its own. */
  database(name: string, options: pulumi.CustomResourceOptions): Database {
    const { on, seed } = this.#args;
    const { commands, statements, port } = this.#product;
    const password = seed.password(`database/${name}`);
    const ready = new command.remote.Command(
      `${name}-database`,
      {
        connection: commandConnection(on.manager),
        create: on.job({
          image: this.#image,
          command: untilTaken(this.host, commands.client),
          about: this.host,
        }),
        stdin: pulumi.secret(
          pulumi.interpolate`${this.#password}\n${password.apply((text) => statements(name, text))}`,
        ),
        triggers: [on.manager.generation],
        logging: command.remote.Logging.None,
      },
      pulumi.mergeOptions(options, {
        dependsOn: this.#server.resource,
        deletedWith: on.manager.site,
        customTimeouts: { create: `${patience + 60}s` },
      }),
    );
    return {
      host: this.host,
      port,
      name,
      user: name,
      password,
      ready,
      engine: this.#product.engine,
      image: this.#image,
      commands,
      data: this.#data,
    };
  }

  protected outputs(): pulumi.Inputs {
    return { host: this.host };
  }
}
