import assert from "node:assert/strict";
import { existsSync, mkdirSync } from "node:fs";
import { databaseProducts } from "../../components/databases/databaseProducts";
import { directoryScript, untilTaken } from "../../components/databases/databaseScripts";
import { FakeMachine } from "./support/fakeMachine";

describe("scripts of a database server", () => {
  let machine: FakeMachine;
  beforeEach(() => {
    machine = new FakeMachine();
  });
  afterEach(() => machine.remove());

  describe("the folder of a version", () => {
    const make = () => {
      const script = directoryScript(machine.path("services/mariadb"), databaseProducts.mariadb);
      return machine.run(`set -euo pipefail\n${script}`);
    };
    beforeEach(() => machine.program("install", 'mkdir -p "${@: -1}"'));

    it("is made for the server's user alone, and stays", () => {
      for (let time = 0; time < 2; time++) assert.deepEqual(make(), { status: 0, stdout: "", stderr: "" });
      assert.deepEqual(machine.callsOf("install").slice(0, 2), [
        `-d -m 755 ${machine.path("services/mariadb")}`,
        `-d -m 700 -o 400 -g 400 ${machine.path("services/mariadb/11.8")}`,
      ]);
    });

    it("is not made beside another version's data, which does not move by itself", () => {
      mkdirSync(machine.path("services/mariadb/10.5"), { recursive: true });
      const { status, stderr } = make();
      assert.equal(status, 1);
      assert.equal(
        stderr,
        "The data of mariadb 10.5 is here and 11.8 is declared; data does not move by itself. Move it: ./ruche upgrade ENVIRONMENT mariadb\n",
      );
      assert.ok(!existsSync(machine.path("services/mariadb/11.8")));
    });

    it("is made beside data that was moved, and left beside any that came later", () => {
      mkdirSync(machine.path("services/mariadb/10.5.replaced-by-11.8-20260101T000000Z"), { recursive: true });
      assert.equal(make().status, 0);
      assert.ok(existsSync(machine.path("services/mariadb/11.8")));
      mkdirSync(machine.path("services/mariadb/11.4"));
      assert.equal(make().status, 0);
    });
  });

  describe("asking until the server takes it", () => {
    const secret = "S3cretThatNobodySees";
    const input = `${secret}\nSELECT 1;\n`;
    const ask = (engine: "mariadb" | "postgresql") =>
      machine.run(untilTaken("db-1", databaseProducts[engine].commands.client, machine.path("said")), {
        input,
        shell: "/bin/sh",
      });
    beforeEach(() => {
      machine.program("sleep");
      machine.program("date", "echo $((100 * $(nth)))");
    });

    for (const [engine, client] of [
      ["mariadb", "mariadb"],
      ["postgresql", "psql"],
    ] as const) {
      it(`${engine}: the same password and statements go again until they are taken`, () => {
        machine.program(
          client,
          `[ "$(nth)" -gt 2 ] || { echo "can't connect to the server" >&2; exit 1; }
printf '%s\n' "$MYSQL_PWD$PGPASSWORD" > "$machine/password"; cat > "$machine/statements"`,
        );
        assert.deepEqual(ask(engine), { status: 0, stdout: "", stderr: "" });
        assert.equal(machine.read("password"), `${secret}\n`);
        assert.equal(machine.read("statements"), "SELECT 1;\n");
        assert.equal(machine.callsOf(client).length, 3);
        assert.ok(machine.callsOf(client).every((call) => call.includes("-h db-1 ")));
        assert.ok(!machine.calls.join("\n").includes(secret));
      });
    }

    it("in the end it is told why the server could not be asked, and nothing of a statement", () => {
      machine.program("mariadb", `printf '%s\n' "Access denied for administrator" "near '${secret}'" >&2; exit 1`);
      assert.deepEqual(ask("mariadb"), { status: 1, stdout: "", stderr: "Access denied for administrator\n" });
      assert.equal(machine.callsOf("mariadb").length, 3);
    });
  });
});
