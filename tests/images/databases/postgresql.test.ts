import assert from "node:assert/strict";
import fc from "fast-check";
import { catalogue, everything, type PostgreSqlSchema, schemas, statements } from "./postgreSqlSchemas";
import type { RealServer } from "./realServer";
import { RoundTrip } from "./roundTrip";

describe("a restore and a drill of PostgreSQL give back all that was there", function () {
  this.timeout(240_000);
  let machine: RoundTrip;
  before(async () => {
    machine = await RoundTrip.start("postgresql");
  });
  after(() => machine?.end());

  const client = "psql -X -q -At -v ON_ERROR_STOP=1";
  const asSuperuser = (server: RealServer, database: string, text: string): string =>
    server.answer(`${client} -U postgres -d ${database}`, text);
  /** Runs statements as the service's own user. */
  const asService = (name: string, text: string): string =>
    machine.server.answer(`PGPASSWORD=of-the-service ${client} -h ${machine.server.host} -U ${name} -d ${name}`, text);
  const drop = (name: string): void => {
    for (const server of [machine.server, machine.drilled])
      asSuperuser(
        server,
        "postgres",
        `DROP DATABASE IF EXISTS "${name}" WITH (FORCE);\n` +
          ["gone", "gone too", name].map((role) => `DROP ROLE IF EXISTS "${role}";\n`).join(""),
      );
  };

  function comesBack(name: string, schema: PostgreSqlSchema, damage: () => void): void {
    machine.begin(name);
    try {
      asSuperuser(machine.server, "postgres", 'CREATE ROLE gone; CREATE ROLE "gone too";');
      asService(name, statements(name, schema));
      const before = asSuperuser(machine.server, name, catalogue);
      const run = machine.backUp();
      damage();
      machine.restore(run);
      assert.equal(asSuperuser(machine.server, name, catalogue), before);
      machine.drill(run);
      assert.equal(asSuperuser(machine.drilled, name, catalogue), before);
      const beside = "SELECT datname FROM pg_database WHERE datname LIKE 'restor%'";
      assert.equal(asSuperuser(machine.server, "postgres", beside), "");
    } finally {
      drop(name);
    }
  }

  it("everything at once, where all of it was lost, with those who had rights", () => {
    comesBack("wiki", everything, () => {
      asSuperuser(
        machine.server,
        "postgres",
        'DROP DATABASE wiki; DROP ROLE gone; DROP ROLE "gone too"'.replaceAll(";", ";\n"),
      );
    });
  });

  it("any schema, and takes away what came after", () => {
    fc.assert(
      fc.property(schemas, (schema) =>
        comesBack("pad-of-all", schema, () => {
          asService(
            "pad-of-all",
            "DROP TABLE pages CASCADE; CREATE TABLE later (n int); ALTER DATABASE \"pad-of-all\" SET work_mem = '1MB'",
          );
        }),
      ),
      { seed: 23, numRuns: 2, endOnFailure: true },
    );
  });

  it("a database that was empty is empty again", () => {
    machine.begin("blank");
    try {
      const run = machine.backUp();
      asService("blank", "CREATE TABLE later (n int)");
      machine.restore(run);
      assert.equal(asService("blank", "SELECT count(*) FROM pg_tables WHERE tableowner = 'blank'"), "0\n");
    } finally {
      drop("blank");
    }
  });

  it("under the longest name that a database may have, and under a word of SQL", () => {
    for (const name of ["n".repeat(63), "user"])
      comesBack(
        name,
        { parts: ["settings", "view"], rows: ["x"] },
        () => void asService(name, "DROP TABLE pages CASCADE"),
      );
  });

  it("nothing is lost by a dump that cannot be loaded", () => {
    machine.begin("kept");
    try {
      asService("kept", "CREATE TABLE t (n int); INSERT INTO t VALUES (1)");
      const run = machine.backUp();
      asService("kept", "INSERT INTO t VALUES (2)");
      const [first] = machine.list("repositories/cellar/snapshots").slice(-2);
      const dump = `repositories/cellar/content/${first!.replace(".json", "")}/postgresql/kept`;
      machine.hook(
        "restic",
        `case "$*" in *" dump -q "*postgresql*) head -c 2000 ${machine.path(dump)}; exit 9;; esac`,
      );
      assert.match(
        machine.run(`restore kept ${run}`, machine.given()).said,
        /^restoring kept failed, it runs on as it was: /,
      );
      assert.equal(asService("kept", "SELECT sum(n) FROM t"), "3\n");
    } finally {
      machine.unhook("restic");
      drop("kept");
    }
  });
});
