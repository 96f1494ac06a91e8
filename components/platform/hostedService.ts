import * as command from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import type { ServiceDescriptor } from "../../model/descriptor";
import { companionName } from "../../model/rules/companion";
import { notAmong } from "../../model/rules/names";
import { refuse } from "../../model/rules/objection";
import { urlOf } from "../../model/rules/route";
import type { BackedUpContainer } from "../backup/runner";
import type { RunningWorkload } from "../contracts/orchestrator";
import type { Volume } from "../contracts/volume";
import type { StoredSecret } from "../contracts/workload";
import { RucheComponent } from "../core/component";
import { transformed } from "../core/transform";
import type { Database } from "../databases/databaseServer";
import { Configuration } from "../machines/configuration/configuration";
import type { PresentImage } from "../registry/privateRegistry";
import { containersOf, pathSuffix, type ServiceContainer } from "./containers";
import type { ServiceArgs, ServiceDefinition } from "./definition";
import { addressOf, describeService, filesPath } from "./describe";
import { backendOf } from "./openedPorts";
import type { Platform } from "./platform";
import { chosenSettings, type LaterSettings } from "./settings";

/** A folder of a volume that a service sees at a path of its own. */
interface Folder {
  readonly source: string;
  readonly target: string;
  readonly ready: pulumi.Resource;
}

/** What containers of a service read and write, each what it names of it. */
interface Shared {
  readonly database: Database | undefined;
  readonly folders: readonly Folder[];
  readonly secrets: ReadonlyMap<string, StoredSecret>;
}

/**
 * Any service of the catalogue: what its definition says, and all that follows from it.
 *
 * @example
 * class Clock extends HostedService {
 *   constructor(name: string, args: ServiceArgs & { readonly on: Platform }) {
 *     super("ruche:services:Clock", clock, name, args);
 *   }
 * }
 * export const { url } = new Clock("clock", { on: platform, exposure: "public" });
 */
export class HostedService<D extends ServiceDefinition = ServiceDefinition> extends RucheComponent<ServiceDescriptor> {
  /** Where people reach it; undefined for `nobody` and `cluster`. */
  readonly url: string | undefined;
  /** What runs of it, the container that people reach first: for `untilRunning` of the orchestrator. */
  readonly started: readonly RunningWorkload[];
  /** Names of what runs beside the container that people reach. */
  readonly companions: readonly string[];
  readonly #name: string;
  readonly #platform: Platform;
  readonly #definition: D;
  readonly #transform: NonNullable<ServiceArgs["transform"]>;

  constructor(
    type: `ruche:services:${string}`,
    definition: D,
    name: string,
    args: ServiceArgs & { readonly on: Platform },
    options?: pulumi.ComponentResourceOptions,
  ) {
    const { on: platform, volume = platform.volume } = args;
    super(type, name, describeService(type, definition, name, args), { parent: platform, ...options });
    this.#name = name;
    this.#platform = platform;
    this.#definition = definition;
    this.#transform = args.transform ?? {};
    const settings = chosenSettings(`${type.split(":")[2]} ${name}`, definition, args.settings);
    const [route] = this.descriptor.routes;
    this.url = route && urlOf(route);

    this.#since();
    const database = this.#database();
    const shared: Shared = { database, folders: this.#folders(volume), secrets: this.#secrets(database) };
    const containers = this.#containers(args, settings, database);
    this.companions = containers.slice(1).map((container) => container.name);
    this.#serve();
    const images = containers.map(({ image }) => platform.registry.image(image));
    this.started = containers.map((container, at) => this.#run(container, images[at]!, shared));
    this.#backUp(containers, images, shared);
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

  #containers(args: ServiceArgs, settings: LaterSettings, database: Database | undefined): readonly ServiceContainer[] {
    const { host, path } = addressOf(this.#name, args, this.#platform);
    const { kind, secrets = [], containers = {} } = this.#definition;
    const known = (name: string, names: readonly string[], what: string): string => {
      refuse(`${kind}: ${what}`, name, notAmong(name, names, what));
      return name;
    };
    return containersOf(this.#name, this.#definition, {
      host,
      url: urlOf({ host, path }),
      settings,
      secretFile: (name) => secretFile(known(name, database ? [...secrets, "database"] : secrets, "secrets")),
      database: database ?? { host: "", port: 0, name: "", user: "" },
      service: this.#name,
      companion: (name) => companionName(this.#name, known(name, Object.keys(containers), "containers")),
    });
  }

  #serve(): void {
    const backend = { host: this.#name, port: this.#definition.port };
    for (const route of this.descriptor.routes) {
      this.#platform.ingress.serve(this.#name, { ...route, backend }, { parent: this });
    }
    const { ports = [] } = this.descriptor;
    const opened = ports.map((port) => ({
      ...port,
      backend: backendOf(this.#name, this.#definition.ports![port.name]!),
    }));
    if (opened.length > 0) this.#platform.ingress.servePorts(this.#name, opened, { parent: this });
  }

  #run(container: ServiceContainer, image: PresentImage, { database, folders, secrets }: Shared): RunningWorkload {
    const { name, suffix, command, health, memoryMebibytes, processors, environment } = container;
    const { orchestrator } = this.#platform;
    const { writers, replicas } = this.descriptor;
    const own = folders.filter(({ target }) => container.files.includes(target));
    return orchestrator.run(
      ...transformed(
        this.#transform.workload,
        this.child(suffix),
        {
          image: image.reference,
          memoryMebibytes,
          processors,
          command,
          environment,
          mounts: own.map(({ source, target }) => ({ source, target })),
          secrets: container.secrets.map((secret) => ({ target: secretFile(secret), secret: secrets.get(secret)! })),
          configuration: Object.entries(container.configuration).map(([target, content]) => ({
            target,
            file: orchestrator.configuration(this.child(`${suffix}${pathSuffix(target)}`), content, {
              parent: this,
            }),
          })),
          health,
          networks: database ? ["edge", "data"] : ["edge"],
        },
        {
          parent: this,
          dependsOn: [...image.present, ...own.map(({ ready }) => ready), ...(database ? [database.ready] : [])],
        },
        { name, ...(name === this.#name ? { replicas, writers } : { replicas: 1, writers: "single" }) },
      ),
    );
  }

  #backUp(
    containers: readonly ServiceContainer[],
    images: readonly PresentImage[],
    { database, folders }: Pick<Shared, "database" | "folders">,
  ): void {
    const { kind, version, port, ready } = this.#definition;
    const { backup } = this.descriptor;
    if (!backup) return;
    this.#platform.runner?.service(
      {
        service: this.#name,
        kind,
        softwareVersion: version,
        image: images[0]!.reference,
        plan: backup,
        port,
        ready: ready.path,
        within: ready.withinSeconds,
        items: [
          // The database first: what it names among the files is there when the files are read.
          ...(database ? [databaseItem(database)] : []),
          ...folders.map(({ source, target }) => ({ kind: "files" as const, path: source, target })),
        ],
        containers: containers.map(
          (container, at): BackedUpContainer => ({
            name: container.name,
            image: images[at]!.reference,
            command: container.command,
            environment: container.environment,
            configuration: container.configuration,
            secrets: container.secrets,
            folders: container.files,
            health: container.health,
            memoryMebibytes: container.memoryMebibytes,
            job: container.job,
          }),
        ),
      },
      { parent: this, dependsOn: this.started.map(({ resource }) => resource) },
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
        ...transformed(
          this.#transform.directory,
          this.child(`files${pathSuffix(target)}`),
          {
            concern: `files-${this.#name}${pathSuffix(target)}`,
            script: `install -d -m 750 -o ${user} -g ${user} ${source}`,
            probe: `[ "$(stat -c %u:%a ${source})" = ${user}:750 ]`,
          },
          { parent: this, dependsOn: [...volume.ready] },
          { machine: volume.machines[0]! },
        ),
      );
      return { source, target, ready };
    });
  }

  #secrets(database: Database | undefined): ReadonlyMap<string, StoredSecret> {
    const { seed, orchestrator } = this.#platform;
    const wanted: [string, pulumi.Output<string>][] = (this.#definition.secrets ?? []).map((secret) => [
      secret,
      seed.password(`service/${this.#name}/${secret}`),
    ]);
    if (database) wanted.push(["database", database.password]);
    return new Map(
      wanted.map(([secret, value]) => [secret, orchestrator.secret(this.child(secret), value, { parent: this })]),
    );
  }

  protected outputs(): pulumi.Inputs {
    return { url: this.url };
  }
}

/** Where a container reads a secret. */
const secretFile = (name: string): string => `/run/secrets/${name}`;

function databaseItem({ engine, name, host, image, commands, data }: Database) {
  return { kind: "database" as const, engine, name, server: host, image, commands, data };
}
