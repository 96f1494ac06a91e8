import type * as pulumi from "@pulumi/pulumi";
import { mariaDb } from "./databaseProducts";
import { DatabaseServer, type DatabaseServerArgs } from "./databaseServer";

/**
 * A MariaDB server.
 *
 * @example
 * const server = new MariaDb("mariadb", { on: swarm, volume, registry, seed });
 * export const { host, name, user } = server.database("pad", { parent: server });
 */
export class MariaDb extends DatabaseServer {
  constructor(name: string, args: DatabaseServerArgs, options?: pulumi.ComponentResourceOptions) {
    super("ruche:databases:MariaDb", mariaDb, name, args, options);
  }
}
