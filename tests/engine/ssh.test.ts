/**
 * The SSH side of the command plugin against a real server: who is trusted, what is sent, when a connection is made.
 */
import * as assert from "node:assert/strict";
import * as net from "node:net";
import type { Script } from "../../engine/plugins/command/ssh/host";
import { Hosts } from "../../engine/plugins/command/ssh/hosts";
import type { ConnectionSettings } from "../../engine/plugins/command/ssh/settings";
import { keyPair, type ServerOptions, SshServer } from "./support/sshServer";

describe("ssh", function () {
  this.timeout(30_000);
  const key = keyPair();
  let server: SshServer, hosts: Hosts, warnings: string[];
  const stops: (() => unknown)[] = [];
  const begin = async (options: ServerOptions = {}) => {
    server = await SshServer.start(options);
    stops.push(() => server.stop());
    return server;
  };
  const settings = (more: Partial<ConnectionSettings> = {}): ConnectionSettings => ({
    host: "127.0.0.1",
    port: server.port,
    user: "root",
    privateKey: key.private,
    hostKey: server.hostKey,
    ...more,
  });
  const script = (text: string, more: Partial<Script> = {}): Script => ({ text, environment: {}, stdin: "", ...more });
  beforeEach(() => {
    warnings = [];
    hosts = new Hosts((message) => warnings.push(message));
  });
  afterEach(async () => {
    hosts.close();
    for (const stop of stops.splice(0)) await stop();
  });

  it("many commands for one host share one connection, at most 8 at the same time", async () => {
    await begin();
    const results = await Promise.all(
      Array.from({ length: 30 }, (_, i) => hosts.get(settings()).run(script(`sleep 0.05; echo ${i}`))),
    );
    assert.deepEqual(
      results.map(({ stdout }) => stdout),
      Array.from({ length: 30 }, (_, i) => String(i)),
    );
    assert.equal(server.connections, 1);
    assert.equal(server.mostSessions, 8);
    assert.deepEqual(warnings, []);
  });

  it("another host key than the expected one is refused at once, and nothing is sent", async () => {
    await begin();
    const other = keyPair().public;
    const started = Date.now();
    await assert.rejects(
      hosts.get(settings({ hostKey: other })).run(script("true")),
      /shows another host key than connection\.hostKey/,
    );
    assert.ok(Date.now() - started < 5000, "no attempts were repeated");
    assert.deepEqual([server.attempts, server.connections, server.commands.length], [1, 0, 0]);
  });

  it("a host key that cannot be read is refused before dialling", async () => {
    await begin();
    for (const hostKey of ["SHA256:abcdef", "ssh-ed25519", "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIA=="]) {
      await assert.rejects(hosts.get(settings({ hostKey })).run(script("true")), /is no public key/);
    }
    assert.equal(server.connections, 0);
  });

  it("without hostKey the host is accepted, as officially, with one warning", async () => {
    await begin();
    for (let i = 0; i < 3; i++) await hosts.get(settings({ hostKey: undefined })).run(script("true"));
    assert.equal(warnings.length, 1);
    assert.match(warnings[0], /its host key is not checked/);
  });

  it("a connection that was cut is replaced for the next command", async () => {
    await begin();
    assert.equal((await hosts.get(settings()).run(script("echo before"))).stdout, "before");
    server.cut();
    assert.equal((await hosts.get(settings()).run(script("echo after"))).stdout, "after");
    assert.equal(server.connections, 2);
  });

  it("a connection that is cut while a command runs fails that command and does not run it again", async () => {
    await begin();
    const running = hosts.get(settings()).run(script("sleep 20"));
    while (server.commands.length < 2) await new Promise((resume) => setTimeout(resume, 20));
    server.cut();
    await assert.rejects(running, /broke while the command ran: how far it came is not known/);
    assert.equal(server.commands.length, 2, "the probe and the command");
  });

  it("a host that does not listen yet is dialled until it does", async () => {
    const port = await freePort();
    const hostKey = keyPair();
    const running = hosts
      .get({ host: "127.0.0.1", port, user: "root", privateKey: key.private, hostKey: hostKey.public })
      .run(script("echo up"));
    setTimeout(() => void begin({ port, hostKey: hostKey.private }), 1000);
    assert.equal((await running).stdout, "up");
  });

  it("dialErrorLimit 0 means one attempt", async () => {
    const port = await freePort();
    const started = Date.now();
    await assert.rejects(
      hosts.get({ host: "127.0.0.1", port, dialErrorLimit: 0 }).run(script("true")),
      /cannot reach root@127\.0\.0\.1:\d+ after 1 attempt: .*ECONNREFUSED/,
    );
    assert.ok(Date.now() - started < 1500);
  });

  it("a host that accepts and stays silent is given up after perDialTimeout", async () => {
    const silent = net.createServer();
    await new Promise<void>((ready) => silent.listen(0, "127.0.0.1", ready));
    stops.push(() => silent.close());
    const { port } = silent.address() as net.AddressInfo;
    await assert.rejects(
      hosts.get({ host: "127.0.0.1", port, dialErrorLimit: 0, perDialTimeout: 1 }).run(script("true")),
      /cannot reach .* Timed out/,
    );
  });

  it("standard input reaches the script whole, also when the script itself comes that way", async () => {
    await begin();
    const stdin = `first line\nsecond\n${"x".repeat(300_000)}`;
    const { stdout } = await hosts.get(settings()).run(script('read line; echo "got $line"; cat', { stdin }));
    assert.equal(stdout, `got first line\nsecond\n${"x".repeat(300_000)}`);
  });

  it("neither script nor environment nor input is in what is executed", async () => {
    await begin();
    const { stdout } = await hosts.get(settings()).run(
      script("echo script-text $TOKEN; cat", {
        environment: { TOKEN: 'it\'s $HOME `x` "q"\nline' },
        stdin: "input-text",
      }),
    );
    assert.equal(stdout, 'script-text it\'s $HOME `x` "q" line\ninput-text');
    for (const secret of ["script-text", "TOKEN", "input-text"]) assert.ok(!server.commands.join().includes(secret));
  });

  it("exit status, signal, standard error and the last line break are told apart", async () => {
    await begin();
    const host = hosts.get(settings());
    assert.deepEqual(await host.run(script("echo out; echo err >&2; exit 7")), {
      stdout: "out",
      stderr: "err",
      code: 7,
      signal: undefined,
    });
    assert.equal((await host.run(script("printf 'a\\n\\n'"))).stdout, "a\n");
    const killed = await host.run(script("kill -TERM $$"));
    assert.deepEqual([killed.code, killed.signal], [undefined, "SIGTERM"]);
    assert.equal((await host.run(script("if true; then"))).code, 2, "a script that does not parse fails");
  });

  it("a login shell of another kind gets the script as it is", async () => {
    await begin({ shell: `${__dirname}/support/other-shell` });
    assert.equal(
      (await hosts.get(settings()).run(script("show version", { environment: { A: "1" } }))).stdout,
      "other: show version",
    );
  });

  it("a password opens, and a wrong one is told without being shown", async () => {
    await begin({ password: "correct horse" });
    assert.equal(
      (await hosts.get(settings({ privateKey: undefined, password: "correct horse" })).run(script("echo in"))).stdout,
      "in",
    );
    await assert.rejects(
      hosts.get(settings({ privateKey: undefined, password: "wrong horse", dialErrorLimit: 0 })).run(script("true")),
      (error: Error) => /refuses the login/.test(error.message) && !error.message.includes("wrong horse"),
    );
  });

  it("only the right key opens, and an unreadable key fails at once without being shown", async () => {
    await begin({ publicKey: key.public });
    assert.equal((await hosts.get(settings()).run(script("echo in"))).stdout, "in");
    await assert.rejects(
      hosts.get(settings({ privateKey: keyPair().private, dialErrorLimit: 0 })).run(script("true")),
      /refuses the login/,
    );
    await assert.rejects(
      hosts.get(settings({ privateKey: "no key at all" })).run(script("true")),
      (error: Error) => /privateKey/.test(error.message) && !error.message.includes("no key at all"),
    );
  });

  it("a host behind another one is reached through it, both keys checked", async () => {
    const jump = await begin();
    const target = await begin();
    const proxy = { host: "127.0.0.1", port: jump.port, user: "root", privateKey: key.private, hostKey: jump.hostKey };
    assert.equal((await hosts.get(settings({ proxy })).run(script("echo behind"))).stdout, "behind");
    assert.deepEqual(jump.forwards, [`127.0.0.1:${target.port}`]);
    await assert.rejects(
      hosts.get(settings({ proxy: { ...proxy, hostKey: target.hostKey } })).run(script("true")),
      /another host key/,
    );
    stops.push(() => jump.stop());
  });

  it("stopping a command ends it on the host", async () => {
    await begin();
    const stop = new AbortController();
    const marker = `/tmp/engine-ssh-${process.pid}`;
    const running = hosts.get(settings()).run(script(`sleep 1.5; touch ${marker}`), stop.signal);
    while (server.commands.length < 2) await new Promise((resume) => setTimeout(resume, 20));
    stop.abort(new Error("enough"));
    await assert.rejects(running, /enough/);
    await new Promise((resume) => setTimeout(resume, 2000));
    assert.ok(!require("node:fs").existsSync(marker));
  });
});

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
