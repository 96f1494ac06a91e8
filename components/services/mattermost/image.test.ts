import { strict as assert } from "node:assert";
import { type Answer, Bench, request, until } from "../../../tests/images/support";

const PASSWORDS = {
  database: "p:a\\ss'chat\n",
  admin: 'keeper "of" the hive\n',
  another: "another-keeper-of-the-hive",
};

describe("image mattermost", function () {
  this.timeout(240_000);
  let bench: Bench;
  let url: string;
  let files: string;
  let token: string;
  const call = (method: string, path: string, body?: unknown, as = token): Promise<Answer> =>
    request(`${url}/api/v4/${path}`, {
      method,
      headers: as ? { authorization: `Bearer ${as}` } : {},
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const given = async <T = Record<string, string>>(answer: Promise<Answer>): Promise<T> => {
    const { status, body } = await answer;
    assert.ok(status < 300, `${status}: ${body}`);
    return JSON.parse(body) as T;
  };
  const login = (login_id: string, password: string) => call("POST", "users/login", { login_id, password }, "");
  const tokenOf = async (answer: Promise<Answer>): Promise<string> => String((await answer).headers.token);
  const find = async (): Promise<void> => {
    url = `http://${await bench.address("chat")}:8065`;
    await until(
      async () => (await login("admin", PASSWORDS.admin.trimEnd())).status === 200,
      60_000,
      () => bench.logs("chat"),
    );
    token = await tokenOf(login("admin", PASSWORDS.admin.trimEnd()));
  };
  before(async () => {
    bench = await Bench.open();
    files = await bench.volume("files");
    const password = bench.secret("database", PASSWORDS.database);
    // Mattermost first: it must wait for its database.
    await bench.start("mattermost", "chat", [
      "--restart",
      "on-failure",
      "--env",
      "DB_HOST=db",
      "--env",
      "DB_NAME=chat",
      "--env",
      "DB_USER=chat",
      "--env",
      "MM_SERVICESETTINGS_SITEURL=https://chat.lab.internal",
      "--volume",
      `${files}:/data`,
      "--volume",
      `${password}:/run/secrets/database:ro`,
      "--volume",
      `${bench.secret("admin", PASSWORDS.admin)}:/run/secrets/admin-password:ro`,
    ]);
    await bench.start("postgresql", "db", [
      "--volume",
      `${password}:/run/secrets/chat:ro`,
      "--env",
      "POSTGRESQL_DATABASES=chat=/run/secrets/chat",
    ]);
    await bench.healthy("chat");
    await find();
  });
  after(async () => {
    await bench?.end();
  });

  it("makes its administrator, and refuses a wrong password", async () => {
    assert.match((await given(call("GET", "users/me"))).roles!, /system_admin/);
    assert.equal((await login("admin", "wrong")).status, 401);
  });

  it("lets nobody sign up but by an invitation or the administrator", async () => {
    const bee = { username: "bee", email: "bee@lab.internal", password: "a-long-enough-password" };
    assert.equal((await call("POST", "users", bee, "")).status, 403);
    const team = await given(call("POST", "teams", { name: "hive", display_name: "The hive", type: "I" }));
    assert.equal((await given(call("POST", `users?iid=${team.invite_id}`, bee, ""))).roles, "system_user");
    assert.equal(
      (await given(call("POST", "users", { ...bee, username: "canary", email: "canary@lab.internal" }))).roles,
      "system_user",
    );
  });

  it("keeps what a user writes and uploads, over a restart", async () => {
    const team = await given(call("GET", "teams/name/hive"));
    const user = await given(call("GET", "users/username/canary"));
    await given(call("POST", `teams/${team.id}/members`, { team_id: team.id, user_id: user.id }));
    const channel = await given(call("GET", `teams/${team.id}/channels/name/town-square`));
    const canary = await tokenOf(login("canary", "a-long-enough-password"));
    const { file_infos } = await given<{ file_infos: { id: string }[] }>(
      call("POST", `files?channel_id=${channel.id}&filename=comb.txt`, "wax ☼", canary),
    );
    const post = await given(
      call("POST", "posts", { channel_id: channel.id, message: "bees ☼ 🐝", file_ids: [file_infos[0]!.id] }, canary),
    );
    await bench.docker("restart", "--time", "20", `${bench.name}-chat`);
    await find();
    assert.equal((await given(call("GET", `posts/${post.id}`))).message, "bees ☼ 🐝");
    assert.equal((await call("GET", `files/${file_infos[0]!.id}`)).body, '"wax ☼"');
    assert.match(await bench.inside("chat", "find", "/data", "-name", "comb.txt"), /^\/data\/.*comb\.txt$/);
    assert.equal(await bench.inside("chat", "find", "/data", "-name", "config.json"), "");
  });

  it("gives the administrator the password of its secret at each start, and ends no session while it is the same", async () => {
    const user = await given(call("GET", "users/me"));
    const before = token;
    await bench.docker("restart", "--time", "20", `${bench.name}-chat`);
    await find();
    assert.equal((await call("GET", "users/me", undefined, before)).status, 200);
    await given(
      call("PUT", `users/${user.id}/password`, {
        current_password: PASSWORDS.admin.trimEnd(),
        new_password: PASSWORDS.another,
      }),
    );
    await bench.docker("restart", "--time", "20", `${bench.name}-chat`);
    await find();
    assert.equal((await login("admin", PASSWORDS.another)).status, 401);
  });

  it("asks nobody outside: no telemetry, notices, updates, plugins, mail, pushes and previews", async () => {
    const settings = await given<Record<string, Record<string, unknown>>>(call("GET", "config"));
    const on = Object.entries({
      LogSettings: ["EnableDiagnostics", "EnableSentry"],
      AnnouncementSettings: ["AdminNoticesEnabled", "UserNoticesEnabled"],
      ServiceSettings: ["EnableSecurityFixAlert", "EnableLinkPreviews", "EnableOutgoingWebhooks"],
      PluginSettings: ["Enable", "EnableRemoteMarketplace"],
      EmailSettings: ["SendEmailNotifications", "SendPushNotifications"],
      TeamSettings: ["EnableOpenServer"],
    }).flatMap(([section, names]) => names.filter((name) => settings[section]![name] !== false));
    assert.deepEqual(on, []);
    assert.equal(settings.CloudSettings!.Disable, true);
    // Connections that are there or being made, but those that come in to 8065 and those to the database at 5432; ports
    // are hexadecimal.
    const others =
      'cat /proc/net/tcp /proc/net/tcp6 | awk \'($4 == "01" || $4 == "02") && $2 !~ /:1F81$/ && $3 !~ /:1538$/ { print $3 }\'';
    assert.equal(await bench.inside("chat", "sh", "-c", others), "");
  });

  it("answers again after its database was away", async () => {
    await bench.docker("kill", `${bench.name}-db`);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await bench.docker("start", `${bench.name}-db`);
    await find();
  });

  it("runs as its own user and shows no secret in its arguments, its environment and its log", async () => {
    const words = `${await bench.inside("chat", "sh", "-c", "stat -c %u /proc/[0-9]*/exe 2>/dev/null | sort -u | tr '\\n' ' '; cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ | tr '\\0' ' '")}${await bench.logs("chat")}`;
    assert.match(words, /mattermost server --config/);
    assert.match(
      await bench.inside("chat", "sh", "-c", "cat /proc/[0-9]*/status | grep -A8 'Name:.mattermost$' | grep Uid"),
      /^Uid:\s+406\s+406/m,
    );
    for (const password of Object.values(PASSWORDS)) assert.equal(words.includes(password.trimEnd()), false);
    assert.equal(
      await bench.inside(
        "chat",
        "stat",
        "-c",
        "%a %U",
        "/run/mattermost/database",
        "/run/mattermost/config.json",
        "/run/mattermost/local.socket",
      ),
      Array(3).fill("600 mattermost").join("\n"),
    );
  });
});
