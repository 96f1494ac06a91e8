import * as pulumi from "@pulumi/pulumi";
import { type BackupGoals, backupPlan } from "../../model/backup/plan";
import type { DatabaseEngine, EnvironmentDescriptor, Tier } from "../../model/descriptor";
import { refuseOtherThanList } from "../../model/rules/lists";
import { namedTwice, wrongLabel } from "../../model/rules/names";
import { refuse } from "../../model/rules/objection";
import type { PortNumber } from "../../model/rules/openedPort";
import { registryHost } from "../../model/rules/route";
import type { DeployedDatabase } from "../../model/summary";
import { BackupRepository, type BackupRepositoryArgs } from "../backup/repository";
import { BackupRunner, type BackupRunnerArgs } from "../backup/runner";
import type { ImageFamily } from "../contracts/imageFamily";
import type { Machine } from "../contracts/machine";
import type { Orchestrator } from "../contracts/orchestrator";
import type { Volume } from "../contracts/volume";
import { formerly, RucheComponent } from "../core/component";
import type { Seed } from "../core/seed";
import { type Transforms, transformed } from "../core/transform";
import type { DatabaseServer, DatabaseServerArgs } from "../databases/databaseServer";
import { MariaDb } from "../databases/mariaDb";
import { PostgreSql } from "../databases/postgreSql";
import type { AcmeAuthority } from "../ingress/acme/scripts";
import { Ingress, type IngressArgs, type Member } from "../ingress/traefik/ingress";
import { PrivateRegistry, type PrivateRegistryArgs } from "../registry/privateRegistry";
import { ServiceRegister } from "./register";

/** What an environment wants of its backups, and where they lie. */
export interface PlatformBackup extends BackupGoals {
  readonly repositories: readonly { readonly name: string; readonly machine: Machine }[];
}

/** What services stand on. */
export interface PlatformArgs {
  /** The cluster that runs everything. */
  readonly on: Orchestrator;
  /** Where data lies, that of services too if they do not say otherwise. */
  readonly volume: Volume;
  /** What passwords, keys and certificates are derived from. */
  readonly seed: Seed;
  /** What services run. */
  readonly images: ImageFamily;
  /** A service is reached as `<service>.<domain>`. */
  readonly domain: string;
  /**
   * The people who may use what is exposed to `members`.
   *
   * @default nobody
   */
  readonly members?: readonly Member[];
  /**
   * Ports beside 80 and 443 on which its ingress listens. A service that opens one of its kind's ports needs it here.
   *
   * @default none
   */
  readonly ports?: readonly PortNumber[];
  /**
   * Engines whose servers are made at once: services wait for them. Any other one is made when the first service asks
   * for it.
   *
   * @default none
   */
  readonly databases?: readonly DatabaseEngine[];
  /**
   * Issues the certificates that people see.
   *
   * @default the platform's own authority
   */
  readonly certificates?: AcmeAuthority | null;
  /**
   * The goals of its backups, and where they lie.
   *
   * @default no backups
   */
  readonly backup?: PlatformBackup | null;
  /**
   * What the platform is for; policies are stricter in production.
   *
   * @default development
   */
  readonly tier?: Tier;
  /**
   * Decides which quarter's certificates are used.
   *
   * @default today
   */
  readonly now?: Date;
  /**
   * Whether its children are known by their names from before 0.1.0 as well, so that an update makes nothing of them
   * anew. For the one platform of a program that had it then; a second one would claim the same names.
   *
   * @default false
   */
  readonly formerNames?: boolean;
  /**
   * Changes of the component's children. They take transforms of their own. What descriptors say of a child is not
   * changed here: its name, its machine, where its data lies.
   *
   * @default nothing is changed
   */
  readonly transform?: Transforms<{
    registry: Omit<PrivateRegistryArgs, "service" | "volume" | "host" | "tier">;
    ingress: Omit<IngressArgs, "service" | "on" | "domain" | "members" | "ports" | "acme" | "tier">;
    database: Omit<DatabaseServerArgs, "service" | "on" | "volume" | "tier">;
    repository: Omit<BackupRepositoryArgs, "repository" | "machine" | "plan">;
    runner: Omit<BackupRunnerArgs, "environment" | "on" | "volume" | "repositories">;
  }>;
}

const databaseServers = { mariadb: MariaDb, postgresql: PostgreSql } as const;

/**
 * Registry, ingress and databases of an environment, and what its services have in common.
 *
 * @example
 * const platform = new Platform("platform", { on: swarm, volume, seed, images, domain: "example.org" });
 * const wiki = new DokuWiki("wiki", { on: platform, exposure: "public" });
 * platform.orchestrator.untilRunning("services-running", wiki.started);
 */
export class Platform extends RucheComponent<
  Omit<EnvironmentDescriptor, "evidenceKey"> & { readonly evidenceKey: pulumi.Output<string> }
> {
  /** Name of the environment, which is that of the stack. */
  readonly environment: string;
  readonly orchestrator: Orchestrator;
  readonly volume: Volume;
  readonly seed: Seed;
  readonly domain: string;
  readonly backup: PlatformBackup | null;
  readonly tier: Tier;
  readonly registry: PrivateRegistry;
  readonly ingress: Ingress;
  /** What backs its services up; none where the environment has no goals. */
  readonly runner: BackupRunner | undefined;
  /** The names and addresses that its services have. */
  readonly services = new ServiceRegister();
  /** Who issues the certificates that people see. */
  readonly tls: "own" | "acme";
  /** The authority's certificate, PEM: what browsers must trust. */
  readonly authority: pulumi.Output<string>;
  readonly #transform: NonNullable<PlatformArgs["transform"]>;
  readonly #formerNames: boolean;
  readonly #databases = new Map<DatabaseEngine, DatabaseServer>();

  constructor(name: string, args: PlatformArgs, options?: pulumi.ComponentResourceOptions) {
    const {
      on,
      volume,
      seed,
      images,
      domain,
      members = [],
      ports = [],
      databases = [],
      certificates = null,
      backup = null,
      tier = "development",
      now = new Date(),
      formerNames = false,
    } = args;
    const environment = pulumi.getStack();
    refuseOtherThanList(`Platform ${name}: databases`, databases, "engines");
    const repositories = (backup?.repositories ?? []).map((repository) => repository.name);
    for (const repository of repositories)
      refuse(`Platform ${name}: backup.repositories`, repository, wrongLabel(repository));
    refuse(`Platform ${name}: backup.repositories`, repositories, namedTwice(repositories, "repository"));
    super(
      "ruche:services:Platform",
      name,
      {
        kind: "environment",
        tier,
        environment,
        domain,
        members: members.length,
        evidenceKey: seed.evidenceKey().publicKey,
      },
      options,
    );
    this.environment = environment;
    this.#transform = args.transform ?? {};
    this.#formerNames = formerNames;
    this.orchestrator = on;
    this.volume = volume;
    this.seed = seed;
    this.domain = domain;
    this.backup = backup;
    this.tier = tier;
    this.tls = certificates ? "acme" : "own";
    this.authority = pulumi.unsecret(seed.authority(domain).certificate);
    this.registry = new PrivateRegistry(
      ...transformed(
        args.transform?.registry,
        this.child("registry"),
        { seed, images, domain, now },
        this.#below("registry"),
        { service: "registry", volume, host: registryHost(domain), tier },
      ),
    );
    for (const engine of databases) this.databases(engine);
    this.ingress = new Ingress(
      ...transformed(
        args.transform?.ingress,
        this.child("ingress"),
        { registry: this.registry, seed, now },
        this.#below("ingress"),
        {
          service: "ingress",
          on,
          domain,
          members,
          ports,
          tier,
          ...(certificates ? { acme: { authority: certificates, volume } } : {}),
        },
      ),
    );
    this.runner = this.#backups();
  }

  /** Options for a child, with the name that it had before 0.1.0. */
  #below(former: string): pulumi.ComponentResourceOptions {
    return this.#formerNames ? formerly(former, { parent: this }) : { parent: this };
  }

  #backups(): BackupRunner | undefined {
    const { backup, environment, seed, orchestrator: on, volume } = this;
    if (!backup) return undefined;
    const plan = backupPlan({ environment, service: "", items: [{ kind: "files" }], goals: backup });
    const repositories = backup.repositories.map(
      ({ name: repository, machine }) =>
        new BackupRepository(
          ...transformed(this.#transform.repository, this.child(repository), { seed }, this.#below(repository), {
            repository,
            machine,
            plan,
          }),
        ),
    );
    return new BackupRunner(
      ...transformed(this.#transform.runner, this.child("backup"), { seed }, this.#below("backup"), {
        environment,
        on,
        volume,
        repositories,
      }),
    );
  }

  /** The server of an engine, made when the first service asks for it. */
  databases(engine: DatabaseEngine): DatabaseServer {
    const { orchestrator: on, volume, registry, seed, tier } = this;
    const server =
      this.#databases.get(engine) ??
      new databaseServers[engine](
        ...transformed(this.#transform.database, this.child(engine), { registry, seed }, this.#below(engine), {
          service: engine,
          on,
          volume,
          tier,
        }),
      );
    this.#databases.set(engine, server);
    return server;
  }

  /** The servers that services asked for. */
  get deployedDatabases(): pulumi.Output<DeployedDatabase>[] {
    return [...this.#databases].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { deployed }]) => deployed);
  }

  protected outputs(): pulumi.Inputs {
    return { domain: this.domain, authority: this.authority };
  }
}
