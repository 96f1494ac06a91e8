import { shellProgram } from "../../tools/programFile";

/**
 * What backups do with a database, in the shell of its server's image: the engine's own tools. Each finds `$server`,
 * `$name` (of the database), `$owner` and `$staged`, and reads the password of the administrator, or for `dump` of the
 * backup's user, from the first line of standard input.
 */
export interface DatabaseCommands {
  /** Runs the statements that follow on standard input. */
  readonly client: string;
  /** Writes the database, consistent as of its beginning, to standard output. */
  readonly dump: string;
  /** Makes the database anew, of `$owner`, from the dump that follows on standard input: all that was in it. */
  readonly load: string;
  /**
   * Puts the database `$staged` in the place of `$name`; run again after an interruption, it goes on. Absent where an
   * engine has no such thing: there the dump, which was loaded into `$staged` once, is loaded again.
   */
  readonly replace?: string;
  /** Removes the database if it is there. */
  readonly drop: string;
  /** Writes the database as text, so that equal databases give equal lines. */
  readonly compare: string;
  /**
   * Of what `compare` writes, passes on what versions of the tools write alike; runs on a machine, not in the image.
   */
  readonly rows: string;
  /** Turns a dump on standard input (and no password before it) into the text that `compare` writes. */
  readonly plain: string;
}

const mariaDbClient =
  'read -r MYSQL_PWD; export MYSQL_PWD; client="mariadb -h $server -u administrator --connect-timeout=5 --skip-column-names --batch"';
const mariaDbDump = (user: string): string => shellProgram(__dirname, "mariaDbDump.sh", { user });

/** Tables could be moved into another database, but no view, trigger, routine or event: so nothing is replaced. */
export const mariaDbCommands: DatabaseCommands = {
  client: `${mariaDbClient}; exec $client`,
  dump: mariaDbDump("backup"),
  load: `${mariaDbClient}\n${shellProgram(__dirname, "mariaDbLoad.sh")}`,
  drop: `${mariaDbClient}; exec $client -e "DROP DATABASE IF EXISTS \\\`$name\\\`"`,
  compare: mariaDbDump("administrator"),
  rows: "grep -a '^INSERT'",
  plain: "exec cat",
};

const postgreSqlPassword = "read -r PGPASSWORD; export PGPASSWORD PGCONNECT_TIMEOUT=5";
const postgreSqlClient = `${postgreSqlPassword}; client="psql -X -q -At -h $server -U administrator -d postgres -v ON_ERROR_STOP=1"`;

export const postgreSqlCommands: DatabaseCommands = {
  client: `${postgreSqlClient}; exec $client -f -`,
  // Not compressed here: restic finds what did not change, and compresses the rest.
  dump: `${postgreSqlPassword}; exec pg_dump -h $server -U backup -Fc -Z0 -d "$name"`,
  load: `${postgreSqlClient}\n${shellProgram(__dirname, "postgreSqlLoad.sh")}`,
  replace: `${postgreSqlClient}\n${shellProgram(__dirname, "postgreSqlReplace.sh")}`,
  drop: `${postgreSqlClient}; exec $client -c "DROP DATABASE IF EXISTS \\"$name\\" WITH (FORCE)"`,
  compare: `${postgreSqlPassword}; exec pg_dump -h $server -U administrator --create --no-owner -d "$name"`,
  // Tables come in another order.
  rows: "sed -n '/^COPY /,/^\\\\\\.$/p' | sort",
  plain: "exec pg_restore --create --no-owner -f -",
};
