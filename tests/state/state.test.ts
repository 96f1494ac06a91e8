import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import execa from "execa";
import { Bench } from "../images/support";
import { type Status, TestPlatform } from "../lab/platform";

const passwords = { database: "state-of-the-bees", passphrase: "waggle-dance-to-the-east" };

/** Two clones of one team, whose state is in a PostgreSQL of its own. */
describe("a state that a team shares, in PostgreSQL", function () {
  this.timeout(600_000);
  let bench: Bench;
  const [first, second] = [new TestPlatform("team"), new TestPlatform("team")];
  const clones = [first, second];
  let address = "";
  const declareIn = (state: string, ...machines: string[]): void => {
    const hosts = machines.map((name) => `${name}: {}`).join(", ");
    for (const { folder } of clones)
      writeFileSync(
        join(folder, "environments/Pulumi.team.yaml"),
        [
          "config:",
          "  ruche:tier: development",
          "  ruche:domain: team.internal",
          `  ruche:machines: { provider: lab, hosts: { ${hosts} } }`,
          `  ruche:state: ${state}`,
          "",
        ].join("\n"),
      );
  };
  const declare = (...machines: string[]): void => declareIn(address, ...machines);
  const env = { PGPASSWORD: passwords.database, PULUMI_CONFIG_PASSPHRASE: passwords.passphrase };
  const ruche = <T = Record<string, unknown>>(clone: TestPlatform, ...words: string[]) =>
    clone.ruche<T>(words, { env });
  const machines = async (clone: TestPlatform): Promise<string[]> =>
    (await ruche<Status>(clone, "status", "team")).json.machines.map(
      ({ name, reachable }) => `${name} ${reachable ? "up" : "down"}`,
    );
  const sql = (statement: string): Promise<string> =>
    bench.inside(
      "state",
      "psql",
      "--no-psqlrc",
      "--tuples-only",
      "--no-align",
      "--username=postgres",
      "--dbname=pulumi",
      "--command",
      statement,
    );

  /** What the object store writes, as text. */
  const content = "convert_from(decode(data->>'data', 'base64'), 'UTF8')";

  before(async () => {
    bench = await Bench.open();
    await bench.start("postgresql", "state", [
      "--volume",
      `${bench.secret("database", passwords.database)}:/run/secrets/database:ro`,
      "--env",
      "POSTGRESQL_DATABASES=pulumi=/run/secrets/database",
    ]);
    await bench.healthy("state");
    address = `postgres://pulumi@${await bench.address("state")}:5432/pulumi?sslmode=disable`;
    declare("hive1");
  });

  after(async () => {
    await ruche(first, "down", "team", "--consent", "team");
    await bench?.end();
    for (const clone of clones) clone.remove();
  });

  it("without the team's passphrase nothing is begun; with a wrong password the server's words are told (D3)", async () => {
    const without = await first.ruche(["up", "team"], { env: { PGPASSWORD: passwords.database } });
    assert.equal(without.status, 1);
    assert.match(without.stderr, /does not have the team's passphrase. Set PULUMI_CONFIG_PASSPHRASE_FILE/);
    const wrong = await first.ruche(["up", "team"], { env: { ...env, PGPASSWORD: "another" } });
    assert.equal(wrong.status, 1);
    assert.match(wrong.stderr, /password authentication failed/);
    assert.doesNotMatch(wrong.stderr, /another/);
  });

  it("a platform that began in one clone is taken to the database: whole, or not at all, and a move that was killed goes on (D3)", async () => {
    const file = join(first.folder, ".ruche/state/.pulumi/stacks/ruche/team.json");
    const move = (from: string) => ruche<{ resources: number }>(first, "move-state", "team", "--from", from);
    declareIn("files", "hive1");
    assert.equal((await ruche(first, "up", "team")).status, 0);
    const before = readFileSync(file, "utf8");
    const nowhere = await move(address);
    assert.deepEqual(
      [nowhere.status, /There is no state of team in postgres:[^\n]* nothing was touched/.test(nowhere.stderr)],
      [1, true],
      nowhere.stderr,
    );
    assert.match((await move("files")).stderr, /says that the state of team shall be where it is to be taken from/);

    declare("hive1");
    for (const command of ["up", "preview", "status"]) {
      const refused = await ruche(first, command, "team");
      assert.deepEqual(
        [
          refused.status,
          /The state of team is in this clone[^\n]* move-state team --from files; nothing was touched/.test(
            refused.stderr,
          ),
        ],
        [1, true],
        refused.stderr,
      );
    }
    for (const from of ["file", "postgres://pulumi:open-sesame@192.0.2.1/pulumi"]) {
      const wrong = await move(from);
      assert.deepEqual([wrong.status, wrong.stderr.includes("open-sesame")], [2, false]);
      assert.match(wrong.stderr, /^--from (is "file"\. Allowed: files, postgres|has a password in it)/);
    }
    const stranger = await first.ruche(["move-state", "team", "--from", "files"], {
      env: { ...env, PULUMI_CONFIG_PASSPHRASE: "another" },
    });
    assert.equal(stranger.status, 1);
    assert.match(stranger.stderr, /is encrypted with another passphrase than the one that is set/);
    assert.equal(readFileSync(file, "utf8"), before, "what was refused touched nothing");

    const moved = await move("files");
    assert.deepEqual([moved.status, existsSync(file)], [0, false], moved.stderr);
    // Killed before it was forgotten where it was; and another state under the same name.
    writeFileSync(file, before);
    assert.deepEqual([(await move("files")).json.resources, existsSync(file)], [moved.json.resources, false]);
    writeFileSync(file, before.replaceAll("machines-hive1", "machines-hive9"));
    const other = await move("files");
    assert.deepEqual([other.status, existsSync(file)], [1, true]);
    assert.match(
      other.stderr,
      /has a state of team already, with \d+ resources, and it is not the one in files, with \d+\./,
    );
    rmSync(file);
    const { status, json } = await ruche<{ changes: number }>(first, "up", "team");
    assert.deepEqual([status, json.changes], [0, 0]);
  });

  it("what one clone brings up another one finds; the state is in the database alone, and no secret is readable in it (D3)", async () => {
    // Both clones are on this computer, whose lab is one.
    mkdirSync(join(second.folder, ".ruche/team"), { recursive: true });
    copyFileSync(join(first.folder, ".ruche/team/place.json"), join(second.folder, ".ruche/team/place.json"));
    const again = await ruche<{ changes: number }>(second, "up", "team");
    assert.deepEqual([again.status, again.json.changes], [0, 0], again.stderr);
    assert.deepEqual(await machines(second), ["hive1 up"]);
    assert.equal(existsSync(join(second.folder, ".ruche/state")), false);
    const { stdout } = await execa(
      "bash",
      ["-c", 'eval "$(./ruche env team)"; pulumi stack output credentials --show-secrets --json --stack team'],
      { cwd: second.folder, env },
    );
    const { seed } = JSON.parse(stdout) as { seed: string };
    assert.match(seed, /^[0-9a-f]{64}$/);
    const kept = await sql(`SELECT string_agg(${content}, '') FROM pulumi_state`);
    assert.match(kept, /ruche:machines:/);
    for (const secret of [seed, ...Object.values(passwords)]) assert.equal(kept.includes(secret), false);
  });

  it("two changes at once: none is lost and none is half; who is refused is told by whom, and goes on afterwards (D3)", async () => {
    declare("hive1", "hive2");
    const both = await Promise.all(clones.map((clone) => ruche(clone, "up", "team")));
    const refused = both.filter(({ status }) => status !== 0);
    for (const { status, stderr } of refused) {
      assert.equal(status, 1, stderr);
      assert.match(stderr, /team is being changed by \S+ on \S+ \(process \d+, since [^)]+\); nothing was touched/);
    }
    const again = await ruche<{ changes: number }>(second, "up", "team");
    assert.equal(again.status, 0, again.stderr);
    if (refused.length === 1) assert.equal(again.json.changes, 0);
    for (const clone of clones) assert.deepEqual(await machines(clone), ["hive1 up", "hive2 up"]);
    assert.equal(await sql("SELECT count(*) FROM pulumi_state WHERE key LIKE '%locks%json'"), "0");
  });

  it("a change that was killed leaves a lock; the next one on the same computer takes it away (D3)", async () => {
    declare("hive1", "hive2", "hive3");
    const killed = execa(join(first.folder, "ruche"), ["up", "team"], {
      cwd: first.folder,
      reject: false,
      env,
      detached: true,
    });
    const lock = "SELECT count(*) FROM pulumi_state WHERE key LIKE '%locks%json'";
    while ((await sql(lock)) === "0") await new Promise((next) => setTimeout(next, 50));
    const pulumi = Number(await sql(`SELECT ${content}::json->>'pid' FROM pulumi_state WHERE key LIKE '%locks%json'`));
    assert.ok(pulumi > 1);
    process.kill(pulumi, "SIGKILL");
    await killed;
    assert.equal(await sql(lock), "1");
    const again = await ruche(first, "up", "team");
    assert.equal(again.status, 0, again.stderr);
    assert.deepEqual(await machines(first), ["hive1 up", "hive2 up", "hive3 up"]);
    assert.equal(await sql(lock), "0");
  });
});
