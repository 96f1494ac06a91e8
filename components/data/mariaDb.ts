import type * as pulumi from "@pulumi/pulumi";
import { DatabaseServer, type DatabaseProduct, type DatabaseServerArgs } from "./databaseServer";

const mariaDb: DatabaseProduct = {
  engine: "mariadb",
  version: "10.11",
  port: 3306,
  data: "/var/lib/mysql",
  user: 400,
  client: (host) => `read -r password; MYSQL_PWD="$password" exec mariadb -h ${host} -u administrator --connect-timeout=5`,
  // Names are labels of an environment and passwords are derived: letters, digits and hyphens, quoted all the same.
  statements: (name, password) => `CREATE DATABASE IF NOT EXISTS \`${name}\` CHARACTER SET utf8mb4;
CREATE USER IF NOT EXISTS '${name}'@'%' IDENTIFIED BY '${password}';
ALTER USER '${name}'@'%' IDENTIFIED BY '${password}';
GRANT ALL PRIVILEGES ON \`${name}\`.* TO '${name}'@'%';
`,
};

/** A MariaDB server. */
export class MariaDb extends DatabaseServer {
  constructor(name: string, args: DatabaseServerArgs, options?: pulumi.ComponentResourceOptions) {
    super("ruche:data:MariaDb", mariaDb, name, args, options);
  }
}
