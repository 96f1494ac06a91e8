import type * as pulumi from "@pulumi/pulumi";
import { postgreSql } from "./databaseProducts";
import { DatabaseServer, type DatabaseServerArgs } from "./databaseServer";

/**
 * A PostgreSQL server.
 *
 * @example
 * const server = new PostgreSql("postgresql", { on: swarm, volume, registry, seed });
 * export const { host, name, user } = server.database("chat", { parent: server });
 */
export class PostgreSql extends DatabaseServer {
  constructor(name: string, args: DatabaseServerArgs, options?: pulumi.ComponentResourceOptions) {
    super("ruche:databases:PostgreSql", postgreSql, name, args, options);
  }
}
