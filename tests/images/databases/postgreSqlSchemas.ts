import fc from "fast-check";

/**
 * What a database may hold that is easily lost: each a list of statements of the service's user. `@OWNER@` and `@HERE@`
 * stand for its name.
 */
const parts: Readonly<Record<string, string>> = {
  view: "CREATE VIEW shown AS SELECT id, title FROM pages WHERE id > 0 WITH CASCADED CHECK OPTION",
  materialized: "CREATE MATERIALIZED VIEW many AS SELECT count(*) AS n FROM pages; CREATE UNIQUE INDEX ON many (n)",
  trigger:
    "CREATE FUNCTION trimmed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.title := btrim(NEW.title); " +
    "RETURN NEW; END $$; " +
    "CREATE TRIGGER stamped BEFORE INSERT ON pages FOR EACH ROW EXECUTE FUNCTION trimmed(); ALTER TABLE " +
    "pages DISABLE TRIGGER stamped",
  routines:
    "CREATE PROCEDURE tidy(n int) LANGUAGE sql AS 'DELETE FROM pages WHERE id > n + 1000'; " +
    "CREATE FUNCTION twice(n int) RETURNS int IMMUTABLE STRICT SECURITY DEFINER SET search_path = pg_catalog " +
    "LANGUAGE sql AS 'SELECT 2 * n'; " +
    "CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int)",
  speaking: "CREATE FUNCTION speak() RETURNS text LANGUAGE sql AS $$ SELECT '\nGRANT x TO pad;\nALTER DATABASE me;' $$",
  sequence:
    "CREATE SEQUENCE numbers START 7 INCREMENT 3 MAXVALUE 1000 CYCLE; SELECT nextval('numbers'); SELECT " +
    "nextval('numbers'); " +
    "CREATE SEQUENCE fresh",
  identity:
    "CREATE TABLE ids (id int GENERATED ALWAYS AS IDENTITY (START 40), x int, y int GENERATED ALWAYS AS (x * " +
    "2) STORED); INSERT INTO ids (x) VALUES (1), (2)",
  largeObjects:
    "SELECT lo_from_bytea(4711, '\\x00ff00'); SELECT lo_from_bytea(4712, '\\x01'); GRANT SELECT ON LARGE " +
    "OBJECT 4712 TO PUBLIC; COMMENT ON LARGE OBJECT 4711 IS 'a ''picture'''",
  grants:
    "GRANT SELECT (title) ON pages TO backup; GRANT USAGE ON SCHEMA public TO gone; GRANT INSERT ON pages TO " +
    '"gone too" WITH GRANT OPTION; ' +
    "REVOKE ALL ON pages FROM @OWNER@; GRANT SELECT, INSERT, DELETE ON pages TO @OWNER@; " +
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC; " +
    "CREATE FUNCTION hidden() RETURNS int LANGUAGE sql AS 'SELECT 1'; REVOKE ALL ON FUNCTION hidden() FROM PUBLIC",
  settings:
    "ALTER DATABASE @HERE@ SET work_mem = '8MB'; ALTER DATABASE @HERE@ SET application_name = " +
    "E'it''s;\nALTER DATABASE x'; " +
    "ALTER ROLE @OWNER@ IN DATABASE @HERE@ SET statement_timeout = '7s'; ALTER DATABASE @HERE@ CONNECTION LIMIT 17; " +
    "COMMENT ON DATABASE @HERE@ IS 'it''s \"ours\";\n-- yes'; REVOKE TEMPORARY ON DATABASE @HERE@ FROM " +
    "PUBLIC; GRANT CONNECT ON DATABASE @HERE@ TO gone",
  schemas:
    'CREATE SCHEMA "Other one"; CREATE TABLE "Other one"."sel ect" ("Ärger" text DEFAULT \'x\'); REVOKE ' +
    "CREATE ON SCHEMA public FROM PUBLIC",
  types:
    "CREATE TYPE mood AS ENUM ('sad', 'it''s'); CREATE DOMAIN small AS int CHECK (VALUE < 100); CREATE TYPE " +
    "pair AS (a int, b mood); " +
    "CREATE TABLE felt (m mood[], s small, p pair, r int4range, j jsonb, i inet, b bit(3)); " +
    "INSERT INTO felt VALUES ('{sad}', 7, '(1,sad)', '[1,5)', '{\"a\": [1]}', '::1', B'101')",
  collation:
    "CREATE COLLATION ordered (provider = icu, locale = 'de-u-kn'); CREATE TABLE sorted (t text COLLATE " +
    "ordered); INSERT INTO sorted VALUES ('a10'), ('a9')",
  partitions:
    "CREATE TABLE parted (id int, x text) PARTITION BY RANGE (id); CREATE TABLE low PARTITION OF parted FOR " +
    "VALUES FROM (0) TO (10); " +
    "CREATE TABLE rest PARTITION OF parted DEFAULT; INSERT INTO parted VALUES (1, 'a'), (100, 'b')",
  circle:
    "CREATE TABLE a (id int PRIMARY KEY, b int); CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a " +
    "DEFERRABLE INITIALLY DEFERRED); " +
    "ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b; INSERT INTO a VALUES (1, NULL); INSERT INTO b VALUES " +
    "(1, 1); UPDATE a SET b = 1",
  excluded:
    "CREATE TABLE busy (during tsrange, EXCLUDE USING gist (during WITH &&)); INSERT INTO busy VALUES " +
    "('[2026-01-01,2026-01-02)')",
  secured:
    "CREATE TABLE own (who text, x int); INSERT INTO own VALUES ('me', 1), ('you', 2); ALTER TABLE own " +
    "ENABLE ROW LEVEL SECURITY; " +
    "ALTER TABLE own FORCE ROW LEVEL SECURITY; CREATE POLICY mine ON own USING (who = 'me')",
  extensions:
    "CREATE EXTENSION citext; CREATE EXTENSION pg_trgm; CREATE TABLE cased (t citext); INSERT INTO cased " +
    "VALUES ('A'); CREATE INDEX ON pages USING gin (title gin_trgm_ops)",
  rules:
    "CREATE TABLE sunk (x int); CREATE RULE sink AS ON DELETE TO sunk DO INSTEAD NOTHING; CREATE UNLOGGED " +
    "TABLE loose (x int); INSERT INTO loose VALUES (1)",
  statistics:
    "CREATE STATISTICS linked (dependencies) ON id, title FROM pages; ALTER TABLE pages ALTER title SET " +
    "STATISTICS 300; ALTER TABLE pages SET (fillfactor = 70); ALTER TABLE pages CLUSTER ON pages_pkey",
  longNames: `CREATE TABLE ${"t".repeat(63)} (${"c".repeat(63)} int); COMMENT ON TABLE ${"t".repeat(63)} IS 'a;b'`,
  inherited:
    "CREATE TABLE parent (x int NOT NULL DEFAULT 3); CREATE TABLE child (y int) INHERITS (parent); INSERT " +
    "INTO child VALUES (1, 2)",
};

/** Texts that quoting, line ends and characters of several bytes may break. */
const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 20 }).map((value) => value.replaceAll("\0", "")),
  fc.constantFrom("\r\n", "\\.\n", "\\N", "\t\v", "-- x\n\\connect x", "𝔘🐝é"),
);

export interface PostgreSqlSchema {
  /** Names of what else it holds. */
  readonly parts: readonly string[];
  readonly rows: readonly string[];
}

/** Any database. */
export const schemas: fc.Arbitrary<PostgreSqlSchema> = fc.record({
  parts: fc.subarray(Object.keys(parts), { minLength: 4 }),
  rows: fc.array(text, { minLength: 1, maxLength: 12 }),
});

/** One that holds all that there is. */
export const everything: PostgreSqlSchema = { parts: Object.keys(parts), rows: ["a", "\r\n", "\\."] };

const hex = (value: string): string => `'\\x${Buffer.from(value).toString("hex")}'::bytea`;

/** What makes it. */
export const statements = (name: string, { parts: chosen, rows }: PostgreSqlSchema): string =>
  [
    "CREATE TABLE pages (id serial PRIMARY KEY, title text, raw bytea, made timestamptz DEFAULT '2026-01-01')",
    ...rows.map((row) => `INSERT INTO pages (title, raw) VALUES (convert_from(${hex(row)}, 'UTF8'), ${hex(row)})`),
    ...chosen.map((part) => parts[part]!.replaceAll(/@OWNER@|@HERE@/g, `"${name}"`)),
    "",
  ].join(";\n");

const questions = [
  `SELECT 'database', datcollate, encoding, datconnlimit, shobj_description(oid, 'pg_database'), datdba::regrole,
  ARRAY(SELECT unnest(datacl)::text ORDER BY 1) FROM pg_database WHERE datname = current_database()`,
  `SELECT 'setting', setrole::regrole, ARRAY(SELECT unnest(setconfig) ORDER BY 1) FROM pg_db_role_setting s
  JOIN pg_database d ON d.oid = setdatabase WHERE datname = current_database()`,
  `SELECT 'relation', c.oid::regclass, relkind, relpersistence, relowner::regrole, ARRAY(SELECT
  unnest(relacl)::text ORDER BY 1),
  reloptions, relrowsecurity, relforcerowsecurity, obj_description(c.oid, 'pg_class'), CASE relkind WHEN 'v' THEN
  pg_get_viewdef(c.oid)
  WHEN 'm' THEN pg_get_viewdef(c.oid) WHEN 'i' THEN pg_get_indexdef(c.oid) END FROM pg_class c
  JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname !~ '^pg_|^information'`,
  `SELECT 'column', attrelid::regclass, attname, atttypid::regtype, attnotnull, attidentity, attgenerated,
  attstattarget, attcollation::regcollation,
  attacl, pg_get_expr(adbin, adrelid) FROM pg_attribute JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n
  ON n.oid = relnamespace
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE attnum > 0 AND NOT attisdropped AND nspname
  !~ '^pg_|^information'`,
  `SELECT 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE
  connamespace::regnamespace::text !~ '^pg_|^information'`,
  `SELECT 'trigger', tgrelid::regclass, tgname, tgenabled, pg_get_triggerdef(oid) FROM pg_trigger WHERE
  NOT tgisinternal`,
  `SELECT 'routine', p.oid::regprocedure, proowner::regrole, ARRAY(SELECT unnest(proacl)::text ORDER BY 1),
  prosecdef, provolatile, proconfig, prosrc FROM pg_proc p
  WHERE pronamespace::regnamespace::text !~ '^pg_|^information' AND NOT EXISTS (SELECT FROM pg_depend WHERE objid
  = p.oid AND deptype = 'e')`,
  `SELECT 'type', t.oid::regtype, typtype, typowner::regrole, ARRAY(SELECT enumlabel FROM pg_enum WHERE enumtypid
  = t.oid ORDER BY enumsortorder) FROM pg_type t
  WHERE typnamespace::regnamespace::text !~ '^pg_|^information' AND NOT EXISTS (SELECT FROM pg_depend WHERE objid
  = t.oid AND deptype = 'e')`,
  `SELECT 'schema', nspname, nspowner::regrole, ARRAY(SELECT unnest(nspacl)::text ORDER BY 1) FROM
  pg_namespace WHERE nspname !~ '^pg_|^information'`,
  `SELECT 'default', defaclrole::regrole, defaclnamespace::regnamespace, defaclobjtype, defaclacl FROM pg_default_acl`,
  `SELECT 'policy', polrelid::regclass, polname, pg_get_expr(polqual, polrelid) FROM pg_policy`,
  `SELECT 'rule', ev_class::regclass, rulename, pg_get_ruledef(oid) FROM pg_rewrite WHERE rulename <>
  '_RETURN' AND oid > 16383`,
  `SELECT 'extension', extname, extversion, extowner::regrole FROM pg_extension`,
  `SELECT 'statistics', stxname, stxkind FROM pg_statistic_ext`,
  `SELECT 'sequence', schemaname, sequencename, start_value, increment_by, max_value, cycle, last_value
  FROM pg_sequences`,
  `SELECT 'large object', oid, lomowner::regrole, lomacl, obj_description(oid, 'pg_largeobject'),
  lo_get(oid) FROM pg_largeobject_metadata`,
];

/** Asks for all that a database holds: its settings and rights, its schema, its rows. */
export const catalogue = `
${questions.map((question) => `SELECT q::text FROM (${question}) AS q ORDER BY 1;`).join("\n")}
SELECT format('SELECT %L, ARRAY(SELECT t::text FROM ONLY %s t ORDER BY 1);', oid::regclass, oid::regclass) FROM pg_class
  WHERE relkind = 'r' AND relnamespace::regnamespace::text !~ '^pg_|^information' ORDER BY oid::regclass::text
\\gexec
`;
