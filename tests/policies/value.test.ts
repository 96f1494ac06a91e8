import * as assert from "node:assert/strict";
import { UnknownValueError, unknownCheckingProxy } from "@pulumi/policy";
import { unknown, unknownList } from "../../policies/core/fixture";
import { Unknown, at, readValue, unknownsIn } from "../../policies/core/value";

describe("inputs with unknown values", () => {
  const inputs = unknownCheckingProxy({ a: { b: unknown, c: [1, unknown] }, d: unknownList, e: null, f: "text" }) as Record<string, unknown>;

  it("are such as the policy server hands over: touching one throws", () => {
    assert.throws(() => inputs.d, UnknownValueError);
  });

  it("are read without throwing; each unknown knows its path", () => {
    assert.deepEqual(unknownsIn(readValue(inputs)).map(({ path }) => path), [".a.b", ".a.c[1]", ".d"]);
  });

  it("keep what is known, and everything below an unknown is that unknown", () => {
    const value = readValue(inputs);
    assert.deepEqual([at(value, "f"), at(value, "e"), at(value, "x", "y")], ["text", null, undefined]);
    const below = at(value, "a", "b", "deeper");
    assert.ok(below instanceof Unknown && below.path === ".a.b");
  });

  it("an error that is no unknown is not swallowed", () => {
    const broken = { get x(): never { throw new TypeError("broken"); } };
    assert.throws(() => readValue(broken), TypeError);
  });
});
