import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { InvalidValue, Size } from "../../../model/values";
import { holds } from "../../support/holds";

const sizes = fc
  .oneof(
    fc.maxSafeNat(),
    fc.nat(9_000).map((count) => count * 1024 ** 3),
    fc.nat(9_000).map((count) => count * 1e9),
  )
  .map((count) => Size.bytes(count));

describe("Size", () => {
  it("is read back from its text unchanged", () => {
    holds(fc.property(sizes, (size) => Size.parse(size.toString()).equals(size)));
  });

  it("is ordered and added like its bytes", () => {
    const small = fc.nat().map((count) => Size.bytes(count));
    holds(
      fc.property(small, small, (a, b) => {
        assert.equal(Math.sign(a.compare(b)), Math.sign(a.bytes - b.bytes));
        assert.ok(a.plus(b).equals(b.plus(a)) && a.plus(b).compare(a) >= 0);
      }),
    );
  });

  it("tells thousands from 1024s", () => {
    const examples: [string, number][] = [
      ["10GB", 1e10],
      ["512MiB", 512 * 1024 ** 2],
      ["1.5TB", 1.5e12],
      ["1.1GB", 1.1e9],
      ["0B", 0],
      ["64 kB", 64_000],
    ];
    for (const [text, bytes] of examples) assert.equal(Size.parse(text).bytes, bytes);
  });

  for (const [text, what] of [
    ["10", /unit is missing.*10GB/],
    ["10G", /unknown unit.*10GB \(thousands\) or 10GiB/],
    ["512mb", /unknown unit/],
    ["ten GB", /not an amount/],
    ["-1GB", /not an amount/],
    ["99999PB", /too large/],
    ["1constructor", /unknown unit/],
  ] as const) {
    it(`refuses ${JSON.stringify(text)} and says why`, () => {
      assert.throws(
        () => Size.parse(text),
        (error) => error instanceof InvalidValue && what.test(error.message),
      );
    });
  }
});
