import assert from "node:assert/strict";
import fc from "fast-check";
import { catalogue, everything, type MariaDbSchema, schemas, statements } from "./mariaDbSchemas";
import type { RealServer } from "./realServer";
import { RoundTrip } from "./roundTrip";

describe("a restore and a drill of MariaDB give back all that was there", function () {
  this.timeout(240_000);
  let machine: RoundTrip;
  before(async () => {
    machine = await RoundTrip.start("mariadb");
  });
  after(() => machine?.end());

  const client = "mariadb --skip-column-names --batch --binary-mode";
  const asked = (server: RealServer, name: string): string => {
    const tables = server
      .answer(
        client,
        `SELECT table_name FROM information_schema.tables WHERE table_schema = '${name}'
          AND table_type NOT IN ('VIEW', 'SEQUENCE') ORDER BY 1;`,
      )
      .split("\n")
      .filter(Boolean)
      .map((table) => table.replaceAll("`", "``"));
    const rows = tables.map((table) => `CHECKSUM TABLE \`${table}\` EXTENDED`);
    // What was there once is no part of a checksum.
    const history = tables.includes("kept")
      ? ["SELECT *, row_start, row_end FROM kept FOR SYSTEM_TIME ALL ORDER BY 1, 2"]
      : [];
    return server.answer(`${client} ${name}`, [catalogue(name), ...rows, ...history, ""].join(";\n"));
  };
  /** Runs statements as the service's own user. */
  const asService = (name: string, text: string): string =>
    machine.server.answer(
      `MYSQL_PWD=of-the-service ${client} --default-character-set=utf8mb4 -h ${machine.server.host} -u ${name} ${name}`,
      text,
    );
  const drop = (name: string): void => {
    for (const server of [machine.server, machine.drilled])
      server.answer(client, `DROP DATABASE IF EXISTS \`${name}\`; DROP USER IF EXISTS '${name}'@'%';`);
  };

  function comesBack(name: string, schema: MariaDbSchema, damage: string): void {
    machine.begin(name);
    try {
      asService(name, statements(schema));
      const before = asked(machine.server, name);
      const run = machine.backUp();
      asService(name, damage);
      machine.restore(run);
      assert.equal(asked(machine.server, name), before);
      machine.drill(run);
      assert.equal(asked(machine.drilled, name), before);
      assert.equal(machine.server.answer(client, "SHOW DATABASES LIKE 'restor%'"), "");
    } finally {
      drop(name);
    }
  }

  it("everything at once, where all of it was lost", () => {
    comesBack("wiki", everything, "DROP DATABASE `wiki`; CREATE DATABASE `wiki`");
  });

  it("any schema, and takes away what came after", () => {
    const damage =
      "CREATE TABLE later (n INT); DROP TABLE pages; CREATE VIEW seen AS SELECT 1; CREATE PROCEDURE late() SELECT 2";
    fc.assert(
      fc.property(schemas, (schema) => comesBack("pad-of-all", schema, `SET foreign_key_checks = 0; ${damage}`)),
      { seed: 23, numRuns: 2, endOnFailure: true },
    );
  });

  it("a database that was empty is empty again", () => {
    machine.begin("blank");
    try {
      const run = machine.backUp();
      asService("blank", "CREATE TABLE later (n INT)");
      machine.restore(run);
      assert.equal(asService("blank", "SHOW TABLES"), "");
    } finally {
      drop("blank");
    }
  });

  it("under the longest name that a database may have", () => {
    comesBack("n".repeat(63), { collation: "utf8mb4_bin", parts: ["view"], rows: ["x"] }, "DROP TABLE pages");
  });

  it("a row as large as a service may send it", () => {
    machine.begin("large");
    try {
      asService("large", "CREATE TABLE l (b LONGBLOB); INSERT INTO l VALUES (REPEAT(x'ff', 15 * 1024 * 1024))");
      const run = machine.backUp();
      asService("large", "DROP TABLE l");
      machine.restore(run);
      assert.equal(asService("large", "SELECT LENGTH(b), HEX(RIGHT(b, 1)) FROM l"), "15728640\tFF\n");
    } finally {
      drop("large");
    }
  });
});
