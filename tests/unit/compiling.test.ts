import assert from "node:assert/strict";
import { compileInTurn } from "../../engine/compiling";

describe("the turns in which Go compiles", () => {
  it("come one at a time, what everything waits for first, and go on after a failure", async () => {
    const begun: string[] = [];
    let running = 0;
    const compile = (name: string) => async (): Promise<string> => {
      assert.equal(++running, 1, name);
      begun.push(name);
      await new Promise((done) => setImmediate(done));
      running--;
      if (name === "broken") throw new Error("broken");
      return name;
    };
    const late: Promise<string>[] = [];
    const ended = await Promise.allSettled([
      compileInTurn(3, compile("first")).then((name) => {
        late.push(compileInTurn(1, compile("late")));
        return name;
      }),
      compileInTurn(2, compile("image")),
      compileInTurn(0, compile("broken")),
      compileInTurn(0, compile("engine")),
    ]);
    await Promise.all(late);
    assert.deepEqual(begun, ["first", "broken", "engine", "late", "image"]);
    assert.deepEqual(
      ended.map(({ status }) => status),
      ["fulfilled", "fulfilled", "rejected", "fulfilled"],
    );
  });
});
