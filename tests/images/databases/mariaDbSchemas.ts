import fc from "fast-check";

/** What a database may hold that is easily lost: each a list of statements of the service's user. */
const parts: Readonly<Record<string, string>> = {
  view: "CREATE VIEW shown AS SELECT id, title FROM pages WHERE id > 0",
  viewOfView:
    "CREATE VIEW `shown too` AS SELECT COUNT(*) AS many FROM pages; CREATE VIEW above AS SELECT many + 1 AS " +
    "more FROM `shown too`",
  checkedView:
    "CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW narrow AS SELECT * FROM pages WHERE id < 9 WITH " +
    "CASCADED CHECK OPTION",
  trigger: "CREATE TRIGGER stamped BEFORE INSERT ON pages FOR EACH ROW SET NEW.title = TRIM(NEW.title)",
  triggersInOrder:
    "CREATE TRIGGER first AFTER UPDATE ON pages FOR EACH ROW SET @a = 1; " +
    "CREATE TRIGGER second AFTER UPDATE ON pages FOR EACH ROW FOLLOWS first SET @b = 2",
  otherCollationTrigger:
    "ALTER DATABASE COLLATE latin1_swedish_ci; " +
    "CREATE TRIGGER aged BEFORE DELETE ON pages FOR EACH ROW SET @c = 'x'; ALTER DATABASE COLLATE utf8mb4_bin",
  routines:
    "CREATE PROCEDURE tidy(IN n INT) MODIFIES SQL DATA DELETE FROM pages WHERE id > n + 1000; " +
    "CREATE FUNCTION twice(n INT) RETURNS INT DETERMINISTIC COMMENT 'it''s twice' RETURN 2 * n",
  modes: "SET sql_mode = 'ANSI_QUOTES'; CREATE PROCEDURE quoted() SELECT \"title\" FROM pages; SET sql_mode = DEFAULT",
  event:
    "CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2031-01-01 02:00:00' DISABLE COMMENT 'é' DO DELETE " +
    "FROM pages WHERE id > 5000",
  sequence: "CREATE SEQUENCE numbers START WITH 7 INCREMENT BY 3 CYCLE MAXVALUE 1000; SELECT NEXT VALUE FOR numbers",
  versioned:
    "CREATE TABLE kept (id INT PRIMARY KEY, x INT) WITH SYSTEM VERSIONING; INSERT INTO kept VALUES (1, 1); " +
    "UPDATE kept SET x = 2; DELETE FROM kept",
  generated:
    "CREATE TABLE figures (a INT, b INT AS (a + 1) STORED, c INT AS (a * 2) VIRTUAL, d INT INVISIBLE DEFAULT 5, " +
    "CHECK (a < 100), KEY (b)); INSERT INTO figures (a) VALUES (1), (99)",
  references:
    "CREATE TABLE parts (id INT AUTO_INCREMENT PRIMARY KEY, page INT, CONSTRAINT `of page` FOREIGN KEY (page) " +
    "REFERENCES pages (id) ON DELETE CASCADE) AUTO_INCREMENT = 40; INSERT INTO parts (page) VALUES (1)",
  circle:
    "CREATE TABLE a (id INT PRIMARY KEY, b INT); CREATE TABLE b (id INT PRIMARY KEY, a INT, FOREIGN KEY (a) " +
    "REFERENCES a (id)); " +
    "ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b (id); INSERT INTO a VALUES (1, NULL); INSERT INTO b " +
    "VALUES (1, 1); UPDATE a SET b = 1",
  partitions:
    "CREATE TABLE parted (id INT, KEY (id)) PARTITION BY RANGE (id) (PARTITION low VALUES LESS THAN (10), " +
    "PARTITION high VALUES LESS THAN MAXVALUE); INSERT INTO parted VALUES (1), (100)",
  otherEngines:
    "CREATE TABLE counted (n INT) ENGINE=Aria; INSERT INTO counted VALUES (3); CREATE TABLE old (n INT) ENGINE=MyISAM",
  otherCharacters:
    "CREATE TABLE latin (t VARCHAR(9)) CHARACTER SET latin1 COLLATE latin1_german2_ci; INSERT INTO latin " +
    "VALUES ('Größe')",
  dates:
    "SET sql_mode = ''; CREATE TABLE days (d DATE NOT NULL, n INT AUTO_INCREMENT PRIMARY KEY); INSERT INTO " +
    "days VALUES ('0000-00-00', 1); SET sql_mode = DEFAULT",
  zero:
    "SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'; CREATE TABLE zero (n INT AUTO_INCREMENT PRIMARY KEY); INSERT " +
    "INTO zero VALUES (0); SET sql_mode = DEFAULT",
  kinds:
    "CREATE TABLE kinds (g GEOMETRY, j JSON, u UUID, i INET6, b BIT(9), e ENUM('a''b','ü'), f DOUBLE, d " +
    "DECIMAL(30,10)); " +
    "INSERT INTO kinds VALUES (POINT(1, 2), '{\"a\": [1]}', UUID(), '::1', b'101', 'ü', 0.1, " +
    "12345678901234567890.0123456789)",
  longNames: `CREATE TABLE \`${"t".repeat(64)}\` (\`${"c".repeat(64)}\` INT COMMENT 'a;b')`,
  oddNames: "CREATE TABLE `order``by` (`sel ect` INT, `Ärger` TEXT); INSERT INTO `order``by` VALUES (1, 'x')",
  comment: "ALTER DATABASE COMMENT 'it\\'s \"ours\"; -- yes'",
};

const collations = ["utf8mb4_bin", "utf8mb4_general_ci", "utf8mb4_unicode_ci", "latin1_swedish_ci"] as const;

/** Texts that quoting, line ends and characters of several bytes may break. */
const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom("\r\n", "\0\u001a\\'\"`", "DELIMITER ;;", "-- x\n/*!50001 y */", "\\N", "𝔘🐝é"),
);

export interface MariaDbSchema {
  readonly collation: string;
  /** Names of what else it holds. */
  readonly parts: readonly string[];
  readonly rows: readonly string[];
}

/** Any database. */
export const schemas: fc.Arbitrary<MariaDbSchema> = fc.record({
  collation: fc.constantFrom(...collations),
  parts: fc.subarray(Object.keys(parts), { minLength: 4 }),
  rows: fc.array(text, { minLength: 1, maxLength: 12 }),
});

/** One that holds all that there is. */
export const everything: MariaDbSchema = { collation: "utf8mb4_bin", parts: Object.keys(parts), rows: ["a", "\r\n"] };

const bytes = (value: string): string => `x'${Buffer.from(value).toString("hex")}'`;

/** What makes it. */
export const statements = ({ collation, parts: chosen, rows }: MariaDbSchema): string =>
  [
    `ALTER DATABASE COLLATE ${collation}`,
    "CREATE TABLE pages (id INT AUTO_INCREMENT PRIMARY KEY, title TEXT CHARACTER SET utf8mb4, raw LONGBLOB, " +
      "made TIMESTAMP NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, FULLTEXT KEY words (title))",
    ...rows.map(
      (row, at) =>
        `INSERT INTO pages (title, raw) VALUES (CONVERT(${bytes(row)} USING utf8mb4), ${bytes(`${row}${at}`)})`,
    ),
    ...chosen.map((name) => parts[name]!),
  ].join(";\n");

/** Asks for all that a database holds, in words that do not tell where it is held. */
export const catalogue = (name: string): string => {
  const here = (column: string): string => `${column} = '${name}'`;
  const ask = (columns: string, table: string, schema: string, order: string): string =>
    `SELECT '${table}', ${columns} FROM information_schema.${table} WHERE ${here(schema)} ORDER BY ${order}`;
  return [
    ask("default_character_set_name, default_collation_name, schema_comment", "schemata", "schema_name", "1"),
    ask(
      // What Aria says of itself depends on how it was asked for.
      "table_name, table_type, engine, table_collation, IF(engine = 'Aria', '', create_options), " +
        "table_comment, auto_increment",
      "tables",
      "table_schema",
      "table_name",
    ),
    ask(
      "table_name, column_name, ordinal_position, column_default, is_nullable, column_type, collation_name, " +
        "column_key, extra, " +
        "column_comment, generation_expression",
      "columns",
      "table_schema",
      "table_name, ordinal_position",
    ),
    ask(
      "table_name, index_name, non_unique, seq_in_index, column_name, index_type",
      "statistics",
      "table_schema",
      "table_name, index_name, seq_in_index",
    ),
    ask(
      "table_name, constraint_name, constraint_type",
      "table_constraints",
      "table_schema",
      "table_name, constraint_name",
    ),
    ask("constraint_name, referenced_table_name, delete_rule", "referential_constraints", "constraint_schema", "1, 2"),
    ask("table_name, constraint_name, check_clause", "check_constraints", "constraint_schema", "2, 3"),
    ask("table_name, partition_name, partition_method", "partitions", "table_schema", "2, 3"),
    ask(
      `table_name, REPLACE(view_definition, '${name}', ''), check_option, definer, security_type, algorithm`,
      "views",
      "table_schema",
      "table_name",
    ),
    ask(
      "trigger_name, event_manipulation, event_object_table, action_order, action_statement, action_timing, " +
        "sql_mode, definer, " +
        "collation_connection, database_collation",
      "triggers",
      "trigger_schema",
      "trigger_name",
    ),
    ask(
      "routine_name, routine_type, dtd_identifier, HEX(routine_definition), is_deterministic, sql_data_access, " +
        "sql_mode, " +
        "routine_comment, definer, database_collation",
      "routines",
      "routine_schema",
      "routine_name",
    ),
    ask(
      "event_name, definer, event_definition, interval_value, interval_field, starts, status, event_comment, " +
        "database_collation",
      "events",
      "event_schema",
      "event_name",
    ),
    `SHOW GRANTS FOR '${name}'@'%'`,
  ].join(";\n");
};
