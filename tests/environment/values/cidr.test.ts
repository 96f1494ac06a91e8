import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { Cidr, InvalidValue } from "../../../model/values";
import { holds } from "../../support/holds";

const v4 = fc.tuple(fc.nat(2 ** 32 - 1), fc.integer({ min: 0, max: 32 })).map(([number, prefix]) => {
  const first = prefix === 0 ? 0 : Math.floor(number / 2 ** (32 - prefix)) * 2 ** (32 - prefix);
  return Cidr.parse(`${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".")}/${prefix}`);
});
const v6 = fc
  .tuple(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.integer({ min: 0, max: 64 }))
  .map(([number, prefix]) => {
    const rest = BigInt(64 - prefix);
    const digits = ((number >> rest) << rest).toString(16).padStart(16, "0");
    return Cidr.parse(`${(digits.match(/.{4}/g) ?? []).join(":")}::/${prefix}`);
  });
const networks = fc.oneof(v4, v6);

describe("Cidr", () => {
  it("is read back from its text unchanged", () => {
    holds(fc.property(networks, (network) => Cidr.parse(network.toString()).equals(network)));
  });

  it("overlaps exactly when one contains the other, in both directions", () => {
    holds(
      fc.property(networks, networks, (a, b) => {
        assert.equal(a.overlaps(b), a.contains(b) || b.contains(a));
        assert.equal(a.overlaps(b), b.overlaps(a));
        assert.ok(a.contains(a) && a.overlaps(a));
      }),
    );
  });

  it("contains each of its hosts", () => {
    holds(
      fc.property(networks, fc.nat(), (network, n) => {
        const index = Number(BigInt(n) % network.size);
        assert.ok(network.contains(network.host(index)));
      }),
    );
  });

  it("is ordered in one way: families, then addresses, then the larger network", () => {
    holds(
      fc.property(networks, networks, (a, b) => {
        assert.equal(Math.sign(a.compare(b)) + Math.sign(b.compare(a)), 0);
        assert.equal(a.compare(b) === 0, a.toString() === b.toString());
      }),
    );
  });

  it("counts hosts from the network's own address", () => {
    const network = Cidr.parse("10.20.0.0/30");
    assert.deepEqual(
      [0, 1, 3].map((n) => network.host(n)),
      ["10.20.0.0", "10.20.0.1", "10.20.0.3"],
    );
    assert.throws(() => network.host(4), InvalidValue);
    assert.equal(Cidr.parse("fd00:20::/64").host(17), "fd00:20::11");
  });

  it("never mixes the two families", () => {
    assert.equal(Cidr.parse("0.0.0.0/0").overlaps(Cidr.parse("::/0")), false);
    assert.equal(Cidr.parse("0.0.0.0/0").contains("::1"), false);
    assert.ok(Cidr.parse("::/0").isEverything);
  });

  for (const [text, what] of [
    ["10.20.0.7/24", /write 10\.20\.0\.0\/24 for the network/],
    ["10.20.0.7", /write 10\.20\.0\.7\/32/],
    ["fd00::1", /write fd00::1\/128/],
    ["10.20/16", /not an address/],
    ["010.1.1.1/32", /not an address/],
    ["10.0.0.0/33", /prefix too long/],
    ["all", /not a network/],
  ] as const) {
    it(`refuses ${text} and says what to write`, () => {
      assert.throws(
        () => Cidr.parse(text),
        (error) => error instanceof InvalidValue && what.test(error.message),
      );
    });
  }
});
