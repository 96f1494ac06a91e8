import assert from "node:assert/strict";
import { parseEnvironment } from "../../model/environment";
import { kinds } from "./catalogue";
import { fixtures } from "./fixtures";

describe("an environment with a kind of several containers", () => {
  it("gives no service the name under which a part of another one runs", () => {
    const { text } = fixtures("right").find(({ name }) => name === "acme-private-authority")!;
    const services =
      "    board: { kind: board, exposure: public }\n    board-cache: { kind: board, exposure: public }\n";
    const { mistakes } = parseEnvironment(
      text.replace(/ruche:services:.*\n/, (line) => `${line}${services}`),
      {
        file: "x.yaml",
        kinds: [...kinds, { kind: "board", writers: "single", stateful: false, companions: ["cache"] }],
      },
    );
    assert.deepEqual(
      mistakes.map(({ path, message }) => `${path} | ${message}`),
      ["ruche:services.board-cache | a name under which a part of board runs"],
    );
  });
});
