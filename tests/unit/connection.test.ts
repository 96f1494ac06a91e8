import assert from "node:assert/strict";
import { Duplex, PassThrough } from "node:stream";
import { ask } from "../../cli/backup/connection";

/** A service behind a program: what it answers to a request, piece by piece. */
function behind(...answers: readonly string[]): { stream: Duplex; stderr: PassThrough } {
  const stream = new Duplex({
    read: () => {},
    write: (_part, _encoding, done) => {
      for (const answer of answers) stream.push(answer);
      done();
    },
  });
  return { stream, stderr: new PassThrough() };
}

describe("a question to a service through a program", () => {
  const question = (way: ReturnType<typeof behind>, withinSeconds?: number) =>
    ask(way, "/health", "GET", { host: "localhost" }, undefined, withinSeconds);

  it("gets status and text", async () => {
    const way = behind("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n", "well");
    const { status, text } = await question(way);
    assert.deepEqual([status, text, way.stream.destroyed], [200, "well", true]);
  });

  for (const [what, answers] of [
    ["says nothing", []],
    ["stops in the middle of its answer", ["HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n", "we"]],
  ] as const)
    it(`ends when the service ${what}`, async () => {
      const way = behind(...answers);
      await assert.rejects(question(way, 0.1), { message: "no answer within 0.1 s" });
      assert.ok(way.stream.destroyed, "nothing is left open");
    });

  it("fails with what the program said", async () => {
    const way = behind();
    way.stderr.write("nc: connection refused\n");
    setImmediate(() => way.stream.destroy(new Error("closed")));
    await assert.rejects(question(way), { message: "nc: connection refused" });
  });
});
