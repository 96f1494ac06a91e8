import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { InvalidValue, Port } from "../../../model/values";
import { holds } from "../../support/holds";

describe("Port", () => {
  it("is read back from its text unchanged and ordered like its number", () => {
    const numbers = fc.integer({ min: 1, max: 65_535 });
    holds(
      fc.property(numbers, numbers, (a, b) => {
        assert.ok(Port.parse(Port.of(a).toString()).equals(Port.of(a)));
        assert.equal(Math.sign(Port.of(a).compare(Port.of(b))), Math.sign(a - b));
      }),
    );
  });

  for (const text of ["0", "65536", "-1", "80/tcp", "", "8.5"]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => Port.parse(text), InvalidValue);
    });
  }
});
