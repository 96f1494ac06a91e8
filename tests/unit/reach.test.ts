/**
 * How machines are reached, against a server that counts what is asked of it. What every machine keeps is in the suite
 * of the contract (`tests/conformance/reach.ts`).
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hop, MachineWay } from "../../drivers/reach/dial";
import type { FailureKind, MachineFailure } from "../../drivers/reach/failure";
import { answers, closeSessions, printedOn, printedOnFirst } from "../../drivers/reach/reach";
import { Session } from "../../drivers/reach/session";
import type { MachineSummary } from "../../model/summary";
import { keyPair, type ServerOptions, SshServer } from "../engine/support/sshServer";

describe("a machine that is reached by SSH", function () {
  this.timeout(30_000);
  const key = keyPair();
  const folder = mkdtempSync(join(tmpdir(), "ruche-reach-"));
  let server: SshServer;
  const ends: (() => unknown)[] = [];
  const start = async (options: ServerOptions = {}): Promise<SshServer> => {
    const made = await SshServer.start({ publicKey: key.public, ...options });
    ends.push(() => made.stop());
    return made;
  };
  const session = (more: Partial<MachineWay> = {}, sudo = false): Session => {
    const hop = { host: "127.0.0.1", port: server.port, user: "root", hostKey: server.hostKey };
    const made = new Session(() => ({ name: "hive1", ...hop, jump: null, privateKey: key.private, ...more }), sudo);
    ends.unshift(() => made.close());
    return made;
  };
  const fails = (work: Promise<unknown>, kind: FailureKind, message: RegExp): Promise<void> =>
    assert.rejects(work, (error: MachineFailure) => {
      assert.deepEqual([error.name, error.kind, error.machine], ["MachineFailure", kind, "hive1"]);
      assert.match(error.message, message);
      return true;
    });
  beforeEach(async () => {
    server = await start();
  });
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });
  after(() => rmSync(folder, { recursive: true }));

  it("answers with both outputs and the status; a line end at the end belongs to nothing", async () => {
    const answer = await session().run("printf 'one\\ntwo\\n'; echo why >&2; exit 3");
    assert.deepEqual(answer, { stdout: "one\ntwo", stderr: "why\n", status: 3 });
  });

  it("is asked many things over one connection; a second one is made while the first is full", async () => {
    const one = session();
    await one.run("true");
    const printed = await Promise.all(
      Array.from({ length: 12 }, async (_, number) => (await one.run(`sleep 0.2; echo ${number}`)).stdout),
    );
    assert.deepEqual(
      printed,
      Array.from({ length: 12 }, (_, number) => String(number)),
    );
    assert.equal(server.connections, 2);
    await Promise.all([one.run("true"), one.run("true")]);
    assert.equal(server.connections, 2);
  });

  it("that was cut off is reached anew", async () => {
    const one = session();
    const cut = one.run("sleep 20");
    setTimeout(() => server.cut(), 300);
    await fails(cut, "broken", /hive1: /);
    assert.equal((await one.run("echo back")).stdout, "back");
  });

  it("an answer that takes longer than it may is a failure of its own", async () => {
    await fails(session().run("sleep 20", { withinSeconds: 0.3 }), "deadline", /no answer within 0.3 s/);
  });

  it("another host key is told from silence, and nothing is sent", async () => {
    const strange = session({ hostKey: keyPair().public }).run("true");
    await fails(strange, "hostKey", /another host key than the declared one.*Nothing was sent/);
    assert.deepEqual([server.connections, server.commands], [0, []]);
  });

  it("a refused key, a closed port and a port that is no SSH server are told apart", async () => {
    await fails(session({ privateKey: keyPair().private }).run("true"), "login", /refuses the key/);
    const { port } = server;
    await server.stop();
    await fails(session({ port }).run("true"), "unreachable", /does not answer by SSH on port/);
  });

  it("is reached through a jump host, whose key is checked as well", async () => {
    const jump = await start();
    const hop: Hop = { host: "127.0.0.1", port: jump.port, user: "root", hostKey: jump.hostKey };
    assert.equal((await session({ jump: hop }).run("echo through")).stdout, "through");
    assert.deepEqual([jump.forwards, jump.commands], [[`127.0.0.1:${server.port}`], []]);
    await fails(session({ jump: { ...hop, hostKey: keyPair().public } }).run("true"), "hostKey", /another host key/);
  });

  it("runs commands as root by sudo, which asks for nothing", async () => {
    await session({}, true)
      .run("true")
      .catch(() => {});
    assert.match(server.commands[0]!, /^exec sudo -n \/bin\/bash --norc -c /);
  });

  it("is asked by what a summary says of it: the first machine that answers answers for all", async () => {
    const file = join(folder, "key");
    writeFileSync(file, key.private, { mode: 0o600 });
    const ssh = {
      host: "127.0.0.1",
      port: server.port,
      user: "root",
      hostKey: server.hostKey,
      sudo: false,
      jump: null,
    };
    const gone = { ...ssh, port: 1 };
    const machine = (name: string, way: MachineSummary["ssh"]): MachineSummary => ({
      name,
      ssh: way,
      internal: "10.0.0.1",
      public: null,
    });
    const reach = { identityFile: file, machines: [machine("gone", gone), machine("here", ssh)] };
    ends.unshift(closeSessions);
    assert.deepEqual(await Promise.all(reach.machines.map((each) => answers(reach, each))), [false, true]);
    assert.equal(await printedOn(reach, "gone", "echo no"), undefined);
    assert.equal(await printedOn(reach, "here", "exit 1"), undefined);
    assert.equal(await printedOnFirst(reach, ["gone", "here"], "echo yes"), "yes");
    assert.equal(await printedOn({ ...reach, identityFile: join(folder, "none") }, "here", "echo no"), undefined);
  });
});
