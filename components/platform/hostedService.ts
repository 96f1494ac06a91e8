import * as command from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import { backupPlan } from "../../model/backup/plan";
import type { BackupDescriptor, ServiceDescriptor, StateDescriptor } from "../../model/descriptor";
import { routeOf, urlOf, usualHost } from "../../model/rules/route";
import { refuseTwoWriters } from "../../model/rules/writers";
import type { RunningWorkload } from "../contracts/orchestrator";
import type { Volume } from "../contracts/volume";
import type { StoredSecret } from "../contracts/workload";
import { RucheComponent } from "../core/component";
import type { Database } from "../databases/databaseServer";
import { Configuration } from "../machines/configuration/configuration";
import type { PresentImage } from "../registry/privateRegistry";
import type { ServiceArgs, ServiceDefinition } from "./definition";
import type { Platform } from "./platform";
import { settingsOf } from "./settings";

/** A folder of a volume that a service sees at a path of its own. */
interface Folder {
  readonly source: string;
  readonly target: string;
  readonly ready: pulumi.Resource;
}

/** Any service of the catalogue: what its definition says, and all that follows from it. */
export class HostedService<D extends ServiceDefinition = ServiceDefinition> extends RucheComponent<ServiceDescriptor> {
  /** Where people reach it; undefined for `nobody` and `cluster`. */
  readonly url: string | undefined;
  /** To wait for with `untilRunning` of the orchestrator. */
  readonly started: RunningWorkload;
  readonly #name: string;
  readonly #platform: Platform;
  readonly #definition: D;
  readonly #settings: Readonly<Record<string, unknown>>;

  constructor(
    type: `ruche:services:${string}`,
    definition: D,
    name: string,
    args: ServiceArgs & { readonly on: Platform },
    options?: pulumi.ComponentResourceOptions,
  ) {
    const { on: platform, volume = platform.volume } = args;
    super(type, name, describe(type, definition, name, args), { parent: platform, ...options });
    this.#name = name;
    this.#platform = platform;
    this.#definition = definition;
    this.#settings = settingsOf(`${type.split(":")[2]} ${name}`, definition.settings, args.settings);
    const [route] = this.descriptor.routes;
    this.url = route && urlOf(route);

    this.#since();
    const image = platform.registry.image(definition.image);
    const database = this.#database();
    const folders = this.#folders(volume);
    const secrets = this.#secrets(database);
    this.#serve();
    this.started = this.#run(args, image, database, folders, secrets);
    this.#backUp(image, database, folders);
  }

  /** Keeps when it was first deployed: for a while after that there may be no backup and no drill of it. */
  #since(): void {
    if ("none" in this.descriptor.state) return;
    new command.local.Command(
      this.child("since"),
      { create: "date -u +%FT%TZ" },
      { parent: this, ignoreChanges: ["*"] },
    );
  }

  #serve(): void {
    const backend = { host: this.#name, port: this.#definition.port };
    for (const route of this.descriptor.routes) {
      this.#platform.ingress.serve(this.#name, { ...route, backend }, { parent: this });
    }
  }

  #run(
    args: ServiceArgs,
    image: PresentImage,
    database: Database | undefined,
    folders: readonly Folder[],
    secrets: readonly { target: string; secret: StoredSecret }[],
  ): RunningWorkload {
    const { port, ready, writers, resources } = this.#definition;
    const { host, path } = addressOf(this.#name, args, this.#platform);
    return this.#platform.orchestrator.run(
      this.child("service"),
      {
        name: this.#name,
        image: image.reference,
        replicas: args.replicas ?? 1,
        writers,
        memoryMebibytes: resources?.memoryMebibytes ?? 256,
        processors: resources?.processors,
        environment: this.#definition.environment?.({
          host,
          url: urlOf({ host, path }),
          settings: this.#settings,
          secretFile,
          database: database ?? { host: "", port: 0, name: "", user: "" },
        }),
        mounts: folders.map(({ source, target }) => ({ source, target })),
        secrets,
        health: { command: ["http-ok", String(port), ready.path], withinSeconds: ready.withinSeconds },
        networks: database ? ["edge", "data"] : ["edge"],
      },
      {
        parent: this,
        dependsOn: [...image.present, ...folders.map((folder) => folder.ready), ...(database ? [database.ready] : [])],
      },
    );
  }

  #backUp(image: PresentImage, database: Database | undefined, folders: readonly Folder[]): void {
    const { kind, version, port, ready } = this.#definition;
    const { backup } = this.descriptor;
    if (!backup) return;
    this.#platform.runner?.service(
      {
        service: this.#name,
        kind,
        softwareVersion: version,
        image: image.reference,
        plan: backup,
        port,
        ready: ready.path,
        within: ready.withinSeconds,
        items: [
          // The database first: what it names among the files is there when the files are read.
          ...(database ? [databaseItem(database)] : []),
          ...folders.map(({ source, target }) => ({ kind: "files" as const, path: source, target })),
        ],
      },
      { parent: this, dependsOn: this.started.resource },
    );
  }

  #database(): Database | undefined {
    const { state } = this.#definition;
    if ("none" in state || state.database === undefined) return undefined;
    return this.#platform.databases(state.database).database(this.#name, { parent: this });
  }

  /** A directory of the volume for every path that must survive. */
  #folders(volume: Volume): Folder[] {
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

  #secrets(database: Database | undefined): { target: string; secret: StoredSecret }[] {
    const { seed, orchestrator } = this.#platform;
    const wanted: [string, pulumi.Output<string>][] = (this.#definition.secrets ?? []).map((secret) => [
      secret,
      seed.password(`service/${this.#name}/${secret}`),
    ]);
    if (database) wanted.push(["database", database.password]);
    return wanted.map(([secret, value]) => ({
      target: secretFile(secret),
      secret: orchestrator.secret(this.child(secret), value, { parent: this }),
    }));
  }

  protected outputs(): pulumi.Inputs {
    return { url: this.url };
  }
}

/** Where a container reads a secret. */
const secretFile = (name: string): string => `/run/secrets/${name}`;

const addressOf = (name: string, { host, path = "/" }: ServiceArgs, { domain }: Platform) => ({
  host: host ?? usualHost(name, domain),
  path,
});

function describe(
  type: string,
  definition: ServiceDefinition,
  name: string,
  args: ServiceArgs & { readonly on: Platform },
): ServiceDescriptor {
  const { on: platform, exposure, volume = platform.volume, replicas = 1 } = args;
  const { kind, title, version, image, writers } = definition;
  refuseTwoWriters(`${type.split(":")[2]} ${name}: replicas`, title, writers, replicas);
  const route = routeOf({ service: name, exposure, ...addressOf(name, args, platform), tls: platform.tls });
  const state = stateDescriptor(definition, name, volume.name, platform.volume.name);
  return {
    kind: "service",
    tier: platform.tier,
    service: name,
    serviceKind: kind,
    version,
    image,
    writers,
    replicas,
    state,
    backup: backupDescriptor(name, state, platform),
    routes: route ? [route] : [],
  };
}

function databaseItem({ engine, name, host, image, commands }: Database) {
  return { kind: "database" as const, engine, name, server: host, image, commands };
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
