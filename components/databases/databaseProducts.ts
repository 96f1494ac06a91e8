import type { DatabaseEngine } from "../../model/descriptor";
import { type DatabaseCommands, mariaDbCommands, postgreSqlCommands } from "./databaseCommands";

/** What one engine does in its own way. Its image is called like the engine, and has a command `<engine>-healthy`. */
export interface DatabaseProduct {
  readonly engine: DatabaseEngine;
  readonly version: string;
  readonly port: number;
  /** Where the image keeps its data. */
  readonly data: string;
  /** Numeric id of its user and group inside the image; the machine knows no such user. */
  readonly user: number;
  /** What is done with its databases in a shell of its image. */
  readonly commands: DatabaseCommands;
  /** What makes a database and a user of the same name, or sets the user's password anew. */
  readonly statements: (name: string, password: string) => string;
}

/** MariaDB. */
export const mariaDb: DatabaseProduct = {
  engine: "mariadb",
  version: "11.8",
  port: 3306,
  data: "/var/lib/mysql",
  user: 400,
  commands: mariaDbCommands,
  // Names are labels of an environment and passwords are derived: letters, digits and hyphens, quoted all the same.
  statements: (name, password) => `CREATE DATABASE IF NOT EXISTS \`${name}\` CHARACTER SET utf8mb4;
CREATE USER IF NOT EXISTS '${name}'@'%' IDENTIFIED BY '${password}';
ALTER USER '${name}'@'%' IDENTIFIED BY '${password}';
GRANT ALL PRIVILEGES ON \`${name}\`.* TO '${name}'@'%';
`,
};

/** PostgreSQL. */
export const postgreSql: DatabaseProduct = {
  engine: "postgresql",
  version: "17",
  port: 5432,
  data: "/var/lib/postgresql",
  user: 405,
  commands: postgreSqlCommands,
  // The image's own statements: they take the password as a variable of the client, so it is in no argument.
  statements: (name, password) =>
    `\\set name '${name}'\n\\set password '${password}'\n\\i /opt/postgresql/database.sql\n`,
};

/** Every product, by its engine. */
export const databaseProducts: Readonly<Record<DatabaseEngine, DatabaseProduct>> = {
  mariadb: mariaDb,
  postgresql: postgreSql,
};

/** In the name of a folder whose data was moved to another version's server. */
export const replacedMark = ".replaced-by-";
