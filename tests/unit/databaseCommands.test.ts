import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseCommands } from "../../components/databases/databaseCommands";
import { databaseProducts } from "../../components/databases/databaseProducts";

/** Stands for every client: keeps its arguments, password and standard input, and answers what it is told to. */
const stub = `#!/bin/sh
case "$*" in *"\${FAILS:-nothing fails}"*) exit 3 ;; esac
exec 7>"$(mktemp "$SEEN/$(date +%s%N).XXXXXX")"
printf '%s\\0' "\${0##*/}" "$MYSQL_PWD$PGPASSWORD" "$@" >&7
for argument; do case $argument in
  *pg_database*) case " $THERE " in *" $(printf '%s' "$argument" | cut -d"'" -f2) "*) echo 1 ;; esac ;;
esac; done
case "$*" in *-f\\ -* | *--connect-timeout*) [ -n "$READS" ] && cat ;; esac
exit 0
`;

const password = "S3cretThatNobodySees";

describe("what backups do with databases", function () {
  this.timeout(30_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "ruche-database-"));
    for (const client of ["mariadb", "mariadb-dump", "psql", "pg_dump", "pg_restore"]) {
      writeFileSync(join(folder, client), stub);
      chmodSync(join(folder, client), 0o755);
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  interface Call {
    readonly program: string;
    readonly password: string;
    readonly args: readonly string[];
  }

  /** Runs a command as the runner does, and gives what the clients were called with. */
  function run(
    command: string,
    {
      input = `${password}\n`,
      name = "pad-of-all",
      owner = name,
      ...environment
    }: Readonly<Record<string, string>> = {},
  ): { status: number | null; stdout: string; calls: readonly Call[] } {
    const seen = mkdtempSync(join(folder, "seen-"));
    const { status, stdout, stderr } = spawnSync(
      "/bin/sh",
      ["-c", `server=db-1 name=${name} owner=${owner} staged=restoring_1; ${command}`],
      { input, encoding: "utf8", env: { PATH: `${folder}:/usr/bin:/bin`, SEEN: seen, ...environment } },
    );
    assert.equal(stderr, "");
    const calls = readdirSync(seen)
      .sort()
      .map((file): Call => {
        const [program = "", secret = "", ...args] = readFileSync(join(seen, file), "utf8").split("\0").slice(0, -1);
        return { program, password: secret, args };
      });
    return { status, stdout, calls };
  }

  const statements = ({ calls }: { calls: readonly Call[] }): string[] =>
    calls.flatMap(({ args }) => args.filter((_, index) => /^-[ec]$/.test(args[index - 1] ?? "")));

  for (const { engine, commands } of Object.values(databaseProducts)) {
    // `rows` is a filter on the machine and asks no server.
    const each = (Object.entries(commands) as [keyof DatabaseCommands, string][]).filter(([verb]) => verb !== "rows");

    describe(engine, () => {
      for (const [verb, command] of each) {
        it(`${verb} is a command of the shell`, () => {
          for (const shell of ["/bin/bash", "/bin/sh"])
            assert.deepEqual([spawnSync(shell, ["-n", "-c", command]).stderr.toString()], [""], shell);
        });

        it(`${verb} gives the password in no argument`, () => {
          assert.ok(!command.includes(password));
          const { calls, status } = run(command, { THERE: "pad-of-all restoring_1" });
          assert.equal(status, 0);
          for (const call of calls) {
            assert.ok(!call.args.join(" ").includes(password), `${call.program} ${call.args.join(" ")}`);
            if (verb !== "plain") assert.equal(call.password, password);
          }
          assert.equal(calls.length > 0, !(engine === "mariadb" && verb === "plain"));
        });

        it(`${verb} takes a name with hyphens for one word, and for no subtraction`, () => {
          const result = run(command, { THERE: "pad-of-all restoring_1" });
          const words = result.calls.flatMap(({ args }) => args);
          for (const word of words.filter((word) => word.startsWith("pad-"))) assert.equal(word, "pad-of-all");
          for (const statement of statements(result))
            assert.deepEqual(statement.replace(/[`"']pad-of-all[`"']/g, "").match(/pad-of/), null, statement);
        });
      }

      it("what follows the password is left for the client to read", () => {
        const { stdout } = run(commands.client, { input: `${password}\nSELECT 1;\nSELECT 2;\n`, READS: "yes" });
        assert.equal(stdout, "SELECT 1;\nSELECT 2;\n");
      });
    });
  }

  describe("taking a restored database over", () => {
    const { postgresql } = databaseProducts;

    for (const [shows, there, expected] of [
      [
        "the old one gives its name away before it goes",
        "x restoring_1",
        [
          'DROP DATABASE IF EXISTS "restoring_1_old" WITH (FORCE)',
          'ALTER DATABASE "x" RENAME TO "restoring_1_old"',
          'ALTER DATABASE "restoring_1" RENAME TO "x"',
          'DROP DATABASE IF EXISTS "restoring_1_old" WITH (FORCE)',
        ],
      ],
      [
        "after an interruption between the two names it goes on",
        "restoring_1",
        [
          'DROP DATABASE IF EXISTS "restoring_1_old" WITH (FORCE)',
          'ALTER DATABASE "restoring_1" RENAME TO "x"',
          'DROP DATABASE IF EXISTS "restoring_1_old" WITH (FORCE)',
        ],
      ],
      ["once it was taken over, nothing is done", "x", []],
    ] as const) {
      it(`postgresql: ${shows}`, () => {
        const said = statements(run(postgresql.commands.replace!, { name: "x", THERE: there }));
        assert.deepEqual(
          said.filter((statement) => !statement.startsWith("SELECT")),
          expected,
        );
      });
    }

    it("postgresql: a question that fails ends it: the restored database may be there", () => {
      const first = run(postgresql.commands.replace!, { name: "x", THERE: "x restoring_1", FAILS: "'restoring_1'" });
      assert.deepEqual([first.status, statements(first)], [1, []]);
      const second = run(postgresql.commands.replace!, { name: "x", THERE: "x restoring_1", FAILS: "= 'x'" });
      assert.equal(second.status, 1);
      assert.ok(!statements(second).some((statement) => statement.startsWith("ALTER")));
    });

    it("a dump goes into a database that the service's own user owns, whatever its name", () => {
      const { calls } = run(postgresql.commands.load, { name: "restoring_1", owner: "pad" });
      assert.deepEqual(statements({ calls }), [
        'DROP DATABASE IF EXISTS "restoring_1" WITH (FORCE)',
        'CREATE DATABASE "restoring_1" OWNER "pad" TEMPLATE template0',
      ]);
      assert.deepEqual(
        calls
          .find(({ program, args }) => program === "pg_restore" && args.includes("-d"))
          ?.args.filter((word) => word.startsWith("--role") || word === "--exit-on-error"),
        ["--role=pad", "--exit-on-error"],
      );
    });
  });

  it("statements make database and user, with the password on standard input alone", () => {
    for (const { engine, statements: of } of Object.values(databaseProducts)) {
      const text = of("pad-of-all", password);
      assert.ok(text.includes(password) && text.endsWith("\n"), engine);
      assert.equal(text.replace(/[`']pad-of-all[`']/g, "").includes("pad-of"), false, engine);
    }
  });
});
