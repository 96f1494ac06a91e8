import { strict as assert } from "node:assert";
import { Bench, request, until } from "../../../tests/images/support";

const KEY = "an-api-key-of-the-test";

describe("image etherpad", function () {
  this.timeout(240_000);
  let bench: Bench;
  let url: string;
  const api = async (method: string, values: Record<string, string>) => {
    const answer = await request(`${url}/api/1/${method}?${new URLSearchParams({ apikey: KEY, ...values })}`);
    return JSON.parse(answer.body) as { code: number; message: string; data: { text?: string } | null };
  };
  before(async () => {
    bench = await Bench.open();
    const password = bench.secret("database", "pads'n\\bees\n");
    // Etherpad first: it must wait for its database.
    await bench.start("etherpad", "pad", [
      "--restart",
      "on-failure",
      "--env",
      "DB_HOST=db",
      "--env",
      "DB_AWAY=6",
      "--volume",
      `${password}:/run/secrets/etherpad-database:ro`,
      "--volume",
      `${bench.secret("key", `${KEY}\n`)}:/run/secrets/etherpad-api-key:ro`,
    ]);
    await bench.start("mariadb", "db", [
      "--volume",
      `${password}:/run/secrets/etherpad:ro`,
      "--env",
      "MARIADB_DATABASES=etherpad=/run/secrets/etherpad",
    ]);
    await bench.healthy("pad");
    url = `http://${await bench.address("pad")}:9001`;
  });
  after(() => bench?.end());

  it("makes a pad and gives its text", async () => {
    assert.equal((await api("createPad", { padID: "hive", text: "bees ☼ 🐝" })).code, 0);
    assert.equal((await api("getText", { padID: "hive" })).data?.text, "bees ☼ 🐝\n");
    assert.equal((await request(`${url}/p/hive`)).status, 200);
  });

  it("refuses a wrong key", async () => {
    assert.equal((await request(`${url}/api/1/getText?padID=hive&apikey=wrong`)).status, 401);
  });

  it("gives the page with its scripts and styles", async () => {
    const page = await request(`${url}/p/hive`);
    const [, script] = /src="\.\.\/(static\/js\/require-kernel\.js[^"]*)"/.exec(page.body) ?? [];
    assert.ok(script, "the page names its scripts");
    assert.equal((await request(`${url}/${script}`)).status, 200);
    assert.equal(
      (await request(`${url}/javascripts/lib/ep_etherpad-lite/static/js/ace2_common.js?callback=require.define`))
        .status,
      200,
    );
    assert.equal((await request(`${url}/static/css/pad.css`)).status, 200);
  });

  it("has its text in the database after a restart", async () => {
    await bench.docker("restart", "--time", "20", `${bench.name}-pad`);
    url = `http://${await bench.address("pad")}:9001`;
    await until(
      async () => (await api("getText", { padID: "hive" })).data?.text === "bees ☼ 🐝\n",
      60_000,
      () => bench.logs("pad"),
    );
  });

  it("answers again after its database was away, for a moment or for long", async () => {
    for (const away of [1000, 14_000]) {
      await bench.docker("kill", `${bench.name}-db`);
      await new Promise((resolve) => setTimeout(resolve, away));
      await bench.docker("start", `${bench.name}-db`);
      await until(
        async () => {
          url = `http://${await bench.address("pad")}:9001`;
          return (await api("setText", { padID: "hive", text: `after ${away}` })).code === 0;
        },
        60_000,
        () => bench.logs("pad"),
      );
      assert.equal((await api("getText", { padID: "hive" })).data?.text, `after ${away}\n`);
    }
  });

  it("runs as its own user and shows no secret in its arguments", async () => {
    const words = await bench.inside("pad", "sh", "-c", "id -u; cat /proc/[0-9]*/cmdline | tr '\\0' ' '");
    assert.match(words, /^401\n/);
    assert.doesNotMatch(words, /an-api-key|pads'n/);
  });
});
