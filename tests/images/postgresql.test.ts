import { strict as assert } from "node:assert";
import { Bench, until } from "./support";

const PASSWORDS = { administrator: "keeper's \\ of $all", backup: '`copies` "only"', hive: "qu'een\\bee\n" };
const SQL = ["psql", "--no-psqlrc", "--tuples-only", "--no-align", "--username=postgres", "--command"];

describe("image postgresql", function () {
  this.timeout(180_000);
  let bench: Bench;
  let data: string;
  const start = (as: string, extra: string[] = []) =>
    bench.start("postgresql", as, [
      "--volume",
      `${data}:/var/lib/postgresql`,
      ...Object.entries(PASSWORDS).flatMap(([name, password]) => [
        "--volume",
        `${bench.secret(`${name}-${as}`, password)}:/run/secrets/${name}:ro`,
      ]),
      "--env",
      "POSTGRESQL_ADMINISTRATOR_PASSWORD_FILE=/run/secrets/administrator",
      "--env",
      "POSTGRESQL_BACKUP_PASSWORD_FILE=/run/secrets/backup",
      "--env",
      "POSTGRESQL_DATABASES=hive=/run/secrets/hive",
      ...extra,
    ]);
  /** A program that speaks to the server over the network, as another container does. */
  const client = async (user: string, password: string, database: string, ...program: string[]) =>
    bench.docker(
      "exec",
      "--env",
      `PGPASSWORD=${password.trimEnd()}`,
      `${bench.name}-db`,
      ...program,
      `--host=${await bench.address("db")}`,
      `--username=${user}`,
      `--dbname=${database}`,
    );
  const ask = (user: keyof typeof PASSWORDS, database: string, statement: string) =>
    client(
      user,
      PASSWORDS[user],
      database,
      "psql",
      "--no-psqlrc",
      "--tuples-only",
      "--no-align",
      "--set=ON_ERROR_STOP=1",
      `--command=${statement}`,
    );
  before(async () => {
    bench = await Bench.open();
    data = await bench.volume("data");
    await start("db");
    await bench.healthy("db");
  });
  after(async () => {
    await bench?.end();
  });

  it("makes the databases and their roles, with passwords of any characters, and refuses wrong ones", async () => {
    assert.equal(
      await ask(
        "hive",
        "hive",
        "CREATE TABLE combs (name text); INSERT INTO combs VALUES ('ambre ☼'); SELECT current_user, name FROM combs",
      ),
      "CREATE TABLE\nINSERT 0 1\nhive|ambre ☼",
    );
    await assert.rejects(client("hive", "wrong", "hive", "psql"), /password authentication failed/);
    assert.equal(await ask("hive", "hive", "SELECT rolpassword FROM pg_authid").catch(() => "refused"), "refused");
    assert.equal(
      await bench.inside("db", ...SQL, "SELECT count(*) FROM pg_authid WHERE rolpassword NOT LIKE 'SCRAM-SHA-256$%'"),
      "0",
    );
  });

  it("keeps the superuser inside the container", async () => {
    await assert.rejects(client("postgres", "any", "postgres", "psql"), /rejects connection/);
    await assert.rejects(
      bench.docker("exec", "--user", "33", `${bench.name}-db`, ...SQL, "SELECT 1"),
      /Peer authentication failed/,
    );
    assert.equal(
      await bench.inside("db", ...SQL, "SELECT string_agg(rolname, ',') FROM pg_roles WHERE rolsuper"),
      "postgres",
    );
  });

  it("is made for any language, with checksums, and runs as its own user", async () => {
    assert.equal(
      await bench.inside(
        "db",
        ...SQL,
        "SELECT current_setting('data_checksums'), pg_encoding_to_char(encoding), datcollate, " +
          "datctype FROM pg_database WHERE datname = 'hive'",
      ),
      "on|UTF8|C.UTF-8|C.UTF-8",
    );
    assert.equal(await bench.inside("db", "stat", "-c", "%U %a", "/var/lib/postgresql/data"), "postgres 700");
    assert.match(
      await bench.inside("db", "sh", "-c", "cat /proc/[0-9]*/status | grep -A8 'Name:.postgres$' | grep Uid"),
      /^Uid:\s+405\s+405/m,
    );
  });

  it("shows no secret in its arguments, its environment and its log", async () => {
    const words = `${await bench.inside("db", "sh", "-c", "cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ | tr '\\0' ' '")}${await bench.logs("db")}`;
    assert.match(words, /postgres -D/);
    for (const password of Object.values(PASSWORDS)) assert.equal(words.includes(password.trimEnd()), false);
  });

  it("lets the administrator make databases, and nobody use another's", async () => {
    const own = await client(
      "administrator",
      PASSWORDS.administrator,
      "postgres",
      "psql",
      "--quiet",
      "--set=name=wax",
      "--set=password=w'ax",
      "--file=/opt/postgresql/database.sql",
    );
    assert.equal(own, "");
    assert.equal(
      await client("wax", "w'ax", "wax", "psql", "--quiet", "--tuples-only", "--command=CREATE TABLE t (a int)"),
      "",
    );
    for (const other of ["hive", "postgres"])
      await assert.rejects(
        client("wax", "w'ax", other, "psql"),
        /no pg_hba.conf entry for host .* user "wax", database/,
      );
    // Again, with another password: nothing but the password changes.
    await client(
      "administrator",
      PASSWORDS.administrator,
      "postgres",
      "psql",
      "--quiet",
      "--set=name=wax",
      "--set=password=new",
      "--file=/opt/postgresql/database.sql",
    );
    await assert.rejects(client("wax", "w'ax", "wax", "psql"), /password authentication failed/);
    assert.equal(
      await client("wax", "new", "wax", "psql", "--tuples-only", "--no-align", "--command=SELECT count(*) FROM t"),
      "0",
    );
  });

  it("lets the backup read every database, also what row security hides, and write none", async () => {
    await ask("hive", "hive", "ALTER TABLE combs ENABLE ROW LEVEL SECURITY");
    assert.match(await client("backup", PASSWORDS.backup, "hive", "pg_dump"), /COPY public\.combs[\s\S]*ambre ☼/);
    assert.match(await client("backup", PASSWORDS.backup, "wax", "pg_dump"), /CREATE TABLE public\.t/);
    await assert.rejects(ask("backup", "hive", "DELETE FROM combs"), /permission denied/);
  });

  it("keeps what was committed when it is killed", async () => {
    await ask("hive", "hive", "CREATE TABLE cells AS SELECT generate_series(1, 1000) AS n");
    await bench.docker("kill", "--signal", "KILL", `${bench.name}-db`);
    await bench.docker("start", `${bench.name}-db`);
    await until(
      async () => (await ask("hive", "hive", "SELECT count(*), sum(n) FROM cells")) === "1000|500500",
      60_000,
      () => bench.logs("db"),
    );
  });

  it("refuses data that another server holds", async () => {
    await start("second", ["--env", "POSTGRESQL_LOCK_WAIT=1"]);
    assert.equal(await bench.docker("wait", `${bench.name}-second`), "1");
    assert.match(await bench.logs("second"), /another server holds the data/);
    assert.equal(await ask("hive", "hive", "SELECT 1"), "1");
  });

  it("says which password file is missing", async () => {
    await start("without", ["--env", "POSTGRESQL_BACKUP_PASSWORD_FILE=/run/secrets/none"]);
    assert.equal(await bench.docker("wait", `${bench.name}-without`), "1");
    assert.match(await bench.logs("without"), /the password file \/run\/secrets\/none cannot be read or is empty/);
  });

  it("shuts down cleanly on SIGTERM, with a client that stays, and goes on with the same data", async () => {
    const waiting = ask("hive", "hive", "SELECT pg_sleep(60)").catch(() => "cut off");
    await until(
      async () =>
        (await bench.inside(
          "db",
          ...SQL,
          "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'",
        )) === "1",
      10_000,
      () => "no client",
    );
    await bench.docker("kill", "--signal", "TERM", `${bench.name}-db`);
    assert.equal(await bench.docker("wait", `${bench.name}-db`), "0");
    assert.equal(await waiting, "cut off");
    assert.match(await bench.logs("db"), /database system is shut down/);
    await bench.docker("start", `${bench.name}-db`);
    await bench.healthy("db");
    assert.equal(await ask("hive", "hive", "SELECT count(*) FROM cells"), "1000");
    assert.doesNotMatch(await bench.docker("logs", "--since", "10s", `${bench.name}-db`), /automatic recovery/);
  });

  it("begins anew after a kill in the middle of its first start", async () => {
    const fresh = await bench.volume("fresh");
    const whole = data;
    data = fresh;
    try {
      const image = await bench.docker("inspect", "--format", "{{.Config.Image}}", `${bench.name}-db`);
      // What a kill leaves while the data is copied, and then a kill at a moment of chance.
      await bench.docker(
        "run",
        "--rm",
        "--volume",
        `${fresh}:/var/lib/postgresql`,
        "--entrypoint",
        "sh",
        image,
        "-c",
        "mkdir -p /var/lib/postgresql/.initialising/base && echo 1 >/var/lib/postgresql/.initialising/PG_VERSION",
      );
      await start("half");
      await bench.docker("kill", "--signal", "KILL", `${bench.name}-half`);
      await bench.docker("start", `${bench.name}-half`);
      await bench.healthy("half");
      assert.equal(
        await bench.inside("half", ...SQL, "SELECT datname FROM pg_database WHERE datname = 'hive'"),
        "hive",
      );
      assert.equal((await bench.inside("half", "ls", "-A", "/var/lib/postgresql")).includes(".initialising"), false);
    } finally {
      data = whole;
      await bench.docker("rm", "--force", "--volumes", `${bench.name}-half`);
      await bench.docker("volume", "rm", "--force", fresh);
    }
  });
});
