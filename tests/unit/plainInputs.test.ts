import * as assert from "node:assert/strict";
import { at, readValue, Unknown, unknowns, unknownsIn } from "../../model/inputs";
import { unknown, unknownList } from "../../policies/core/fixture";

describe("inputs with unknown values", () => {
  const value = readValue({ a: { b: unknown, c: [1, unknown] }, d: unknownList, e: null, f: "text" });

  it("each unknown knows its path", () => {
    assert.deepEqual(
      unknownsIn(value).map(({ path }) => path),
      [".a.b", ".a.c[1]", ".d"],
    );
  });

  it("whatever type was expected", () => {
    for (const text of Object.values(unknowns)) assert.ok(readValue(text) instanceof Unknown, text);
  });

  it("keep what is known, and everything below an unknown is that unknown", () => {
    assert.deepEqual([at(value, "f"), at(value, "e"), at(value, "x", "y")], ["text", null, undefined]);
    const below = at(value, "a", "b", "deeper");
    assert.ok(below instanceof Unknown && below.path === ".a.b");
  });
});
