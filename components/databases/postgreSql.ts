import type * as pulumi from "@pulumi/pulumi";
import { postgreSql } from "./databaseProducts";
import { DatabaseServer, type DatabaseServerArgs } from "./databaseServer";

/** A PostgreSQL server. */
export class PostgreSql extends DatabaseServer {
  constructor(name: string, args: DatabaseServerArgs, options?: pulumi.ComponentResourceOptions) {
    super("ruche:databases:PostgreSql", postgreSql, name, args, options);
  }
}
