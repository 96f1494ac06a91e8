import assert from "node:assert/strict";
import { recover } from "../../../cli/up/recovery";
import { DriverFailure } from "../../../drivers/contracts/failure";
import type { HalfMade } from "../../../drivers/contracts/halfMade";
import type { State, StateResource } from "../../../model/state";

const urn = (name: string): string => `urn:pulumi:lab::ruche::docker:index/container:Container::${name}`;
const pending = (name: string, type = "creating") => ({
  type,
  resource: { urn: urn(name), type: "docker:index/container:Container", inputs: { name } },
});

describe("recovery from an update that was killed", () => {
  /** A stack in memory, and machines of which this becomes. */
  const recovered = async (
    operations: readonly object[],
    became: Readonly<Record<string, HalfMade>>,
    resources: readonly StateResource[] = [],
  ) => {
    const said: string[] = [];
    const asked: string[] = [];
    let imported: State["deployment"] | undefined;
    const state: State = { version: 3, deployment: { resources, pending_operations: operations } };
    await recover(
      {
        state: async () => state,
        summary: async () => undefined,
        import: async (next) => {
          imported = (next as State).deployment;
        },
      },
      {
        removeHalfMade: async (_, name) => {
          asked.push(name);
          const answer = became[name];
          if (answer === undefined) throw new DriverFailure("nobody answers");
          return answer;
        },
        removeNeverStarted: async (known) => (known === resources ? ["hive4"] : []),
      },
      (line) => said.push(line),
    );
    return { said, asked, imported };
  };

  it("forgets an operation only once its object is proven gone, and says what nobody could tell", async () => {
    const { said, imported } = await recovered(
      ["hive1", "hive2", "hive3"].map((name) => pending(name)),
      {
        hive1: "removed",
        hive2: "absent",
      },
    );
    assert.deepEqual(imported?.pending_operations, [pending("hive3")]);
    assert.deepEqual(said, [
      "removed hive1, which an interrupted update had begun to make",
      "hive3, which an interrupted update had begun to make, may be there: nobody answers",
      "removed hive4, which was made and never started",
    ]);
  });

  it("writes no state where nobody could tell anything", async () => {
    assert.equal((await recovered([pending("hive1")], {})).imported, undefined);
  });

  it("touches nothing of somebody else's, and nothing that the state has by now", async () => {
    const made = { urn: urn("hive1"), type: "docker:index/container:Container", id: "1" };
    const { said, asked, imported } = await recovered(
      [pending("hive1"), pending("hive2"), pending("hive3", "updating")],
      { hive1: "removed", hive2: "strange", hive3: "removed" },
      [made],
    );
    assert.deepEqual(asked, ["hive2"]);
    assert.match(said[0]!, /^hive2 is there and belongs to somebody else: it stays$/);
    assert.deepEqual([imported?.pending_operations, imported?.resources], [undefined, [made]]);
  });

  it("needs no mark of this clone: a runner elsewhere may have been killed", async () => {
    assert.deepEqual(
      (await recovered([pending("hive1")], { hive1: "absent" })).imported?.pending_operations,
      undefined,
    );
    assert.equal((await recovered([], {})).imported, undefined);
  });
});
