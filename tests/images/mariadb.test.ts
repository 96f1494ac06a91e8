import { strict as assert } from "node:assert";
import { Bench, until } from "./support";

const SQL = ["mariadb", "--skip-column-names", "--batch", "--execute"];

describe("image mariadb", function () {
  this.timeout(180_000);
  let bench: Bench;
  let data: string;
  const start = (as: string, extra: string[] = []) =>
    bench.start("mariadb", as, [
      "--volume",
      `${data}:/var/lib/mysql`,
      "--volume",
      `${bench.secret(`root-${as}`, "it's a \\ root")}:/run/secrets/mariadb-root:ro`,
      "--volume",
      `${bench.secret(`hive-${as}`, "qu'een\\bee\n")}:/run/secrets/hive:ro`,
      "--env",
      "MARIADB_DATABASES=hive=/run/secrets/hive",
      ...extra,
    ]);
  before(async () => {
    bench = await Bench.open();
    data = await bench.volume("data");
    await start("db");
    await bench.healthy("db");
  });
  after(async () => {
    await bench?.end();
  });

  it("makes the databases and their users, with passwords of any characters", async () => {
    const client = (password: string) =>
      bench.docker(
        "exec",
        "--env",
        `MYSQL_PWD=${password}`,
        `${bench.name}-db`,
        "mariadb",
        "--protocol=tcp",
        "--host=127.0.0.1",
        "--user=hive",
        "--batch",
        "--skip-column-names",
        "--execute",
        "CREATE TABLE IF NOT EXISTS t (a INT); SELECT CURRENT_USER()",
        "hive",
      );
    assert.equal(await client("qu'een\\bee"), "hive@%");
    await assert.rejects(client("wrong"), /Access denied/);
    assert.equal(await bench.inside("db", ...SQL, "SELECT COUNT(*) FROM mysql.global_priv WHERE User = ''"), "0");
  });

  it("does not run as root", async () => {
    assert.equal(await bench.inside("db", "stat", "-c", "%U", "/var/lib/mysql/data"), "mysql");
    assert.match(
      await bench.inside("db", "sh", "-c", "cat /proc/[0-9]*/status | grep -A8 mariadbd | grep Uid"),
      /^Uid:\s+400\s+400/m,
    );
  });

  it("keeps what was committed when it is killed", async () => {
    await bench.inside(
      "db",
      ...SQL,
      "USE hive; CREATE TABLE hive.cells (n INT PRIMARY KEY) ENGINE=InnoDB; INSERT INTO hive.cells SELECT seq FROM seq_1_to_1000",
    );
    await bench.docker("kill", "--signal", "KILL", `${bench.name}-db`);
    await bench.docker("start", `${bench.name}-db`);
    await until(
      async () => (await bench.inside("db", ...SQL, "SELECT COUNT(*), SUM(n) FROM hive.cells")) === "1000\t500500",
      60_000,
      () => bench.logs("db"),
    );
  });

  it("refuses data that another server holds", async () => {
    await start("second", ["--env", "MARIADB_LOCK_WAIT=1"]);
    assert.equal(await bench.docker("wait", `${bench.name}-second`), "1");
    assert.match(await bench.logs("second"), /another server holds the data/);
    assert.equal(await bench.inside("db", ...SQL, "SELECT 1"), "1");
  });

  it("shuts down cleanly when it is told to", async () => {
    await bench.docker("stop", "--time", "30", `${bench.name}-db`);
    assert.match(await bench.logs("db"), /Shutdown complete/);
  });

  it("says which password file is missing, or empty", async () => {
    const empty = `${bench.secret("empty", "")}:/run/secrets/empty:ro`;
    for (const file of ["none", "empty"]) {
      await start(file, ["--volume", empty, "--env", `MARIADB_ADMINISTRATOR_PASSWORD_FILE=/run/secrets/${file}`]);
      assert.equal(await bench.docker("wait", `${bench.name}-${file}`), "1");
      assert.match(await bench.logs(file), new RegExp(`password file /run/secrets/${file} cannot be read or is empty`));
    }
  });

  it("begins anew after a kill in the middle of its first start", async () => {
    const fresh = await bench.volume("fresh");
    const whole = data;
    data = fresh;
    try {
      await start("half");
      await until(
        async () => (await bench.inside("half", "ls", "-A", "/var/lib/mysql")).includes(".initialising"),
        20_000,
        () => bench.logs("half"),
      );
      await bench.docker("kill", "--signal", "KILL", `${bench.name}-half`);
      await bench.docker("start", `${bench.name}-half`);
      await until(
        async () => (await bench.inside("half", ...SQL, "SHOW DATABASES LIKE 'hive'")) === "hive",
        60_000,
        () => bench.logs("half"),
      );
      assert.equal((await bench.inside("half", "ls", "-A", "/var/lib/mysql")).includes(".initialising"), false);
    } finally {
      data = whole;
      await bench.docker("rm", "--force", "--volumes", `${bench.name}-half`);
      await bench.docker("volume", "rm", "--force", fresh);
    }
  });
});
