import * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { Orchestrator } from "../clusters/orchestrator";
import { RucheComponent } from "../core/component";
import type { ServiceDescriptor, Tier } from "../core/descriptor";
import type { Seed } from "../core/secrets/seed";
import { Configuration } from "../machines/configuration/configuration";
import { commandConnection } from "../machines/machine";
import type { PrivateRegistry } from "../registry/privateRegistry";
import type { Volume } from "../storage/volume";
import { swarmService } from "../workloads/swarm";

/** A MariaDB server of the platform. */
export interface MariaDbArgs {
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

/** Numeric ids of the `mysql` user inside the image; the machine knows no such user. */
const owner = { user: 400, group: 400 };

/** One server on the replicated volume: when its host is lost, it starts again on another one with the same data. */
export class MariaDb extends RucheComponent<ServiceDescriptor> {
  /** The server's name inside the cluster. */
  readonly host: string;
  readonly #args: MariaDbArgs;
  readonly #image: pulumi.Output<string>;
  readonly #password: pulumi.Output<string>;
  readonly #service: docker.Service;

  constructor(name: string, args: MariaDbArgs, options?: pulumi.ComponentResourceOptions) {
    const { on, volume, registry, seed, tier = "development" } = args;
    super("ruche:data:MariaDb", name, {
      kind: "service", tier, service: name, serviceKind: "mariadb", version: "10.11", image: "mariadb", writers: "single", replicas: 1,
      state: { none: "each database belongs to the service that uses it, and is backed up with it" }, backup: null, routes: [],
    }, options);
    this.#args = args;
    this.host = name;
    this.#password = seed.password(`${name}/administrator`);
    const data = `${volume.mount}/services/${name}`;
    const directory = new Configuration(this.child("directory"), {
      machine: volume.machines[0]!,
      concern: `directory-${name}`,
      script: `install -d -m 700 -o ${owner.user} -g ${owner.group} ${data}`,
      probe: `[ "$(stat -c %u:%a ${data})" = ${owner.user}:700 ]`,
    }, { parent: this, dependsOn: [...volume.ready] });
    const secret = new docker.Secret(this.child("administrator"), {
      data: this.#password.apply((password) => Buffer.from(password).toString("base64")),
    }, { parent: this, provider: on.provider, deletedWith: on.manager.resource });
    const image = registry.image("mariadb");
    this.#image = image.reference;
    this.#service = new docker.Service(this.child("server"), swarmService({
      name, image: image.reference, replicas: 1, writers: "single", memoryMebibytes: 512, stopWithinSeconds: 30,
      environment: { MARIADB_ADMINISTRATOR_PASSWORD_FILE: "/run/secrets/administrator" },
      mounts: [{ source: data, target: "/var/lib/mysql" }],
      secrets: [{ target: "/run/secrets/administrator", id: secret.id, name: secret.name }],
      health: { command: ["mariadb-healthy"], withinSeconds: 60 },
    }, { endpointMode: on.endpointMode, networks: [on.networks.data.id] }), {
      parent: this, provider: on.provider, dependsOn: [...image.present, directory], deletedWith: on.manager.resource,
      deleteBeforeReplace: true,
    });
  }

  /** A database with a user of its own. */
  database(name: string, options: pulumi.CustomResourceOptions): Database {
    const { on, seed } = this.#args;
    const password = seed.password(`database/${name}`);
    // The server's users are names of this very file's making: letters, digits and hyphens, quoted all the same.
    const sql = pulumi.interpolate`CREATE DATABASE IF NOT EXISTS \`${name}\` CHARACTER SET utf8mb4;
CREATE USER IF NOT EXISTS '${name}'@'%' IDENTIFIED BY '${password}';
ALTER USER '${name}'@'%' IDENTIFIED BY '${password}';
GRANT ALL PRIVILEGES ON \`${name}\`.* TO '${name}'@'%';
`;
    const client = `read -r password; MYSQL_PWD="$password" exec mariadb -h ${this.host} -u administrator --connect-timeout=5`;
    const ready = new command.remote.Command(`${name}-database`, {
      connection: commandConnection(on.manager),
      create: pulumi.interpolate`set -e; input=$(cat); until printf '%s\\n' "$input" | docker run --rm -i --network ${on.networks.data.name} --entrypoint /bin/sh ${this.#image} -c '${client}' 2>/tmp/ruche-database-${name}; do sleep 0.3; done; rm -f /tmp/ruche-database-${name}`,
      stdin: pulumi.secret(pulumi.interpolate`${this.#password}\n${sql}`),
      triggers: [on.manager.generation],
      logging: command.remote.Logging.None,
    }, pulumi.mergeOptions(options, {
      dependsOn: this.#service, deletedWith: on.manager.resource, customTimeouts: { create: "2m" },
    }));
    return { host: this.host, port: 3306, name, user: name, password, ready };
  }

  protected outputs(): pulumi.Inputs {
    return { host: this.host };
  }
}
