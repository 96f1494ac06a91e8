import type * as pulumi from "@pulumi/pulumi";
import { DatabaseServer, type DatabaseProduct, type DatabaseServerArgs } from "./databaseServer";

const postgreSql: DatabaseProduct = {
  engine: "postgresql",
  version: "15",
  port: 5432,
  data: "/var/lib/postgresql",
  user: 405,
  client: (host) => `read -r PGPASSWORD; export PGPASSWORD PGCONNECT_TIMEOUT=5; exec psql -X -q -h ${host} -U administrator -d postgres -v ON_ERROR_STOP=1 -f -`,
  // The image's own statements: they take the password as a variable of the client, so it is in no argument.
  statements: (name, password) => `\\set name '${name}'\n\\set password '${password}'\n\\i /opt/postgresql/database.sql\n`,
};

/** A PostgreSQL server. */
export class PostgreSql extends DatabaseServer {
  constructor(name: string, args: DatabaseServerArgs, options?: pulumi.ComponentResourceOptions) {
    super("ruche:data:PostgreSql", postgreSql, name, args, options);
  }
}
