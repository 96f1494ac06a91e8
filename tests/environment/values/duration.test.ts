import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { Duration, InvalidValue } from "../../../model/values";
import { holds } from "../../support/holds";

const durations = fc.integer({ min: 0, max: 10_000_000_000 }).map((seconds) => Duration.seconds(seconds));

describe("Duration", () => {
  it("is read back from its text unchanged", () => {
    holds(fc.property(durations, (duration) => Duration.parse(duration.toString()).equals(duration)));
  });

  it("adds like a number: commutative, zero is neutral, never shorter", () => {
    holds(
      fc.property(durations, durations, (a, b) => {
        assert.ok(a.plus(b).equals(b.plus(a)));
        assert.ok(a.plus(Duration.zero).equals(a));
        assert.ok(a.plus(b).compare(a) >= 0);
      }),
    );
  });

  it("is ordered like its seconds", () => {
    holds(fc.property(durations, durations, (a, b) => Math.sign(a.compare(b)) === Math.sign(a.seconds - b.seconds)));
  });

  it("divides so that the whole part fits and one more does not", () => {
    holds(
      fc.property(durations, fc.integer({ min: 1, max: 1_000_000 }), (a, seconds) => {
        const part = Duration.seconds(seconds);
        const count = a.dividedBy(part);
        assert.ok(part.times(count).compare(a) <= 0 && part.times(count + 1).compare(a) > 0);
      }),
    );
  });

  it("reads the units and their combinations", () => {
    const examples: [string, number][] = [
      ["90s", 90],
      ["15m", 900],
      ["6h", 21_600],
      ["7d12h", 648_000],
      ["2w", 1_209_600],
      ["0s", 0],
    ];
    for (const [text, seconds] of examples) assert.equal(Duration.parse(text).seconds, seconds);
    assert.equal(Duration.parse("2w").toString(), "14d");
  });

  for (const [text, what] of [
    ["6", /unit is missing.*write for instance 6h/],
    ["", /not a length/],
    ["-6h", /negative/],
    ["6h 7d", /not a length/],
    ["7d7d", /not a length/],
    ["1.5h", /not a length/],
    ["6 hours", /not a length/],
  ] as const) {
    it(`refuses ${JSON.stringify(text)} and says why`, () => {
      assert.throws(
        () => Duration.parse(text),
        (error) => error instanceof InvalidValue && what.test(error.message),
      );
    });
  }

  it("cannot be changed", () => {
    assert.throws(() => Object.assign(Duration.hours(1), { seconds: 1 }), TypeError);
  });
});
