import type * as pulumi from "@pulumi/pulumi";
import { mariaDb } from "./databaseProducts";
import { DatabaseServer, type DatabaseServerArgs } from "./databaseServer";

/** A MariaDB server. */
export class MariaDb extends DatabaseServer {
  constructor(name: string, args: DatabaseServerArgs, options?: pulumi.ComponentResourceOptions) {
    super("ruche:databases:MariaDb", mariaDb, name, args, options);
  }
}
