/** Many questions to machines in one command each. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Inquiry } from "../../drivers/contracts/inquiry";
import { machineHealth } from "../../drivers/linux/health";
import { all, ask, findOut } from "../../drivers/reach/ask";
import { closeSessions } from "../../drivers/reach/reach";
import type { MachineSummary } from "../../model/summary";
import { keyPair, SshServer } from "../engine/support/sshServer";

describe("machines that are asked many things at once", function () {
  this.timeout(30_000);
  const key = keyPair();
  const folder = mkdtempSync(join(tmpdir(), "ruche-asking-"));
  const log = join(folder, "commands");
  const shell = join(folder, "shell");
  let server: SshServer;
  before(async () => {
    writeFileSync(join(folder, "key"), key.private, { mode: 0o600 });
    writeFileSync(shell, `#!/bin/bash\necho command >>'${log}'\nexec /bin/bash --norc "$@"\n`, { mode: 0o755 });
    server = await SshServer.start({ publicKey: key.public, shell });
  });
  beforeEach(() => writeFileSync(log, ""));
  after(async () => {
    closeSessions();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  const machine = (name: string, port: number): MachineSummary => ({
    name,
    ssh: { host: "127.0.0.1", port, user: "root", hostKey: server.hostKey, sudo: false, jump: null },
    internal: "10.0.0.1",
    public: null,
  });
  const platform = () => ({
    identityFile: join(folder, "key"),
    machines: [machine("here", server.port), machine("there", server.port), machine("gone", 1)],
  });
  const question = (program: string, ...machines: readonly string[]): Inquiry<string | undefined> => ({
    questions: [{ machines, program }],
    read: ([answer]) => answer,
  });
  const commands = (): number => readFileSync(log, "utf8").split("\n").filter(Boolean).length;

  it("answer all of it in one command for each, whole and in order", async () => {
    const long = "x".repeat(100_000);
    const { results, unreached } = await ask(platform(), [
      question("sleep 0.3; printf 'one\\n\\ntwo\\n'", "here"),
      question(`head -c 100000 /dev/zero | tr '\\0' x`, "here"),
      all([question("true", "here"), question("echo three", "there")]),
    ]);
    assert.deepEqual(results, ["one\n\ntwo", long, ["", "three"]]);
    assert.deepEqual([unreached.size, commands()], [0, 2]);
  });

  it("leave what they cannot answer to the next one, and say why they could not be asked", async () => {
    const { results, unreached } = await ask(platform(), [
      question("echo yes", "gone", "here"),
      question('[ -n "$SSH_TRIED" ] && echo no', "here", "there"),
      question("echo no", "gone"),
    ]);
    assert.deepEqual(results, ["yes", undefined, undefined]);
    assert.deepEqual([...unreached.keys()], ["gone"]);
    assert.match(unreached.get("gone")!.message, /does not answer by SSH on port 1/);
  });

  it("say how they are: memory, load, and room where something is mounted", async () => {
    const { memory, load, disks } = (await findOut(platform(), machineHealth("here", ["/proc", "/nothing here"])))!;
    assert.ok(memory.size > memory.free && memory.free > 0, JSON.stringify(memory));
    assert.ok(load.processors >= 1 && load.average >= 0, JSON.stringify(load));
    assert.deepEqual(Object.keys(disks), ["/", "/proc"]);
    assert.ok(disks["/"]!.size > disks["/"]!.free, JSON.stringify(disks));
    assert.equal(await findOut(platform(), machineHealth("gone", [])), undefined);
  });
});
