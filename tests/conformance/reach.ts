import assert from "node:assert/strict";
import type { Hop, MachineWay } from "../../drivers/reach/dial";
import type { FailureKind, MachineFailure } from "../../drivers/reach/failure";
import { Session } from "../../drivers/reach/session";
import { keyPair } from "../engine/support/sshServer";

/** A machine that answers by SSH. */
export interface ReachUnderTest {
  readonly way: MachineWay;
  /** The same machine by way of another host. */
  readonly through: MachineWay & { readonly jump: Hop };
  /** A port of it on which nothing listens. */
  readonly closedPort: number;
  /** What its logins print from now on; empty for nothing. */
  readonly greet: (text: string) => Promise<void>;
  /** Ends its connections without a word, as a machine does that loses its power. */
  readonly cut: () => Promise<void>;
}

/** What every way to a machine keeps, whatever the machine is. */
export function reachConformance(name: string, open: () => Promise<ReachUnderTest>): void {
  describe(`a machine that is reached: ${name}`, function () {
    this.timeout(60_000);
    let machine: ReachUnderTest;
    const sessions: Session[] = [];
    before(async () => {
      machine = await open();
    });
    afterEach(() => {
      for (const session of sessions.splice(0)) session.close();
    });

    const session = (change: Partial<MachineWay> = {}, sudo = false): Session => {
      const made = new Session(() => ({ ...machine.way, ...change }), sudo);
      sessions.push(made);
      return made;
    };
    const fails = (work: Promise<unknown>, kind: FailureKind): Promise<void> =>
      assert.rejects(work, (error: MachineFailure) => {
        assert.deepEqual([error.name, error.kind, error.machine], ["MachineFailure", kind, machine.way.name]);
        assert.ok(error.message.startsWith(`${machine.way.name}: `), error.message);
        return true;
      });

    it("answers with both outputs and the status, which is no failure whatever it is", async () => {
      const answer = await session().run("printf 'one\\ntwo\\n'; echo why >&2; exit 3");
      assert.deepEqual(answer, { stdout: "one\ntwo", stderr: "why\n", status: 3 });
      assert.equal((await session().run("kill -9 $$")).status, 137);
    });

    it("reads what it is given, whole, and words as they are", async () => {
      const input = `${"0123456789".repeat(50_000)}\nend`;
      assert.equal((await session().run('wc -c; echo "it\'s $((1 + 1))"', { input })).stdout, "500004\nit's 2");
    });

    it("what a login prints is no part of an answer", async () => {
      await machine.greet("Welcome! You have mail.");
      try {
        const one = session();
        const { stream } = await one.open("echo greeted");
        let printed = "";
        for await (const part of stream) printed += String(part);
        assert.match(printed, /Welcome! You have mail\.\s+greeted/);
        assert.deepEqual(await one.run("echo yes"), { stdout: "yes", stderr: "", status: 0 });
      } finally {
        await machine.greet("");
      }
    });

    it("a half answer is none: the shell that gave it was ended, or the connection", async () => {
      await fails(session().run("echo half; kill -9 $PPID"), "broken");
      const one = session();
      const half = one.run("echo half; sleep 20");
      setTimeout(() => void machine.cut(), 1_000);
      await fails(half, "broken");
      assert.equal((await one.run("echo back")).stdout, "back");
    });

    it("an answer that takes longer than it may is a failure of its own, and the session goes on", async () => {
      const one = session();
      await fails(one.run("sleep 20", { withinSeconds: 0.3 }), "deadline");
      assert.equal((await one.run("echo next", { withinSeconds: 20 })).stdout, "next");
    });

    it("is asked many things at once", async () => {
      const one = session();
      const printed = await Promise.all(
        Array.from({ length: 20 }, async (_, number) => (await one.run(`sleep 0.2; echo ${number}`)).stdout),
      );
      assert.deepEqual(
        printed,
        Array.from({ length: 20 }, (_, number) => String(number)),
      );
    });

    it("carries bytes to and from a program", async () => {
      const { stream } = await session().open("cat");
      stream.write("ping");
      const [pong] = await new Promise<[Buffer]>((ready) => stream.once("data", (data: Buffer) => ready([data])));
      stream.destroy();
      assert.equal(pong.toString(), "ping");
    });

    it("kinds of failure are told apart: another host key, a refused key, a closed port", async () => {
      await fails(session({ hostKey: keyPair().public }).run("true"), "hostKey");
      await fails(session({ privateKey: keyPair().private }).run("true"), "login");
      await fails(session({ port: machine.closedPort }).run("true"), "unreachable");
    });

    it("is reached through a jump host, whose key is checked as well", async () => {
      const { through } = machine;
      assert.equal((await session(through).run("echo through")).stdout, "through");
      const strange = { ...through.jump, hostKey: keyPair().public };
      await fails(session({ ...through, jump: strange }).run("true"), "hostKey");
    });

    it("runs commands as root by sudo, whole and with what they are given", async () => {
      const answer = await session({}, true).run('id -u; cat; echo "it\'s why" >&2; exit 4', { input: "given" });
      assert.deepEqual(answer, { stdout: "0\ngiven", stderr: "it's why\n", status: 4 });
    });
  });
}
