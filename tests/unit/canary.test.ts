import assert from "node:assert/strict";
import fc from "fast-check";
import { type CanaryOf, canaryText, canaryTime } from "../../cli/backup/canaryText";
import { holds } from "../support/holds";

const of: CanaryOf = { seed: "a seed that is long enough for a secret", environment: "lab", service: "wiki" };
const times = fc.date({ min: new Date("2020-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });

describe("a canary's text", () => {
  it("says when it was written, also with space around it", () => {
    holds(
      fc.property(times, fc.constantFrom("", " ", "\n", "\r\n"), (time, space) => {
        const text = canaryText(of, time);
        assert.deepEqual(canaryTime(of, `${space}${text}${space}`), time);
      }),
    );
  });

  it("holds nothing but what every service keeps as it is", () => {
    holds(
      fc.property(times, (time) => {
        assert.match(canaryText(of, time), /^[A-Za-z0-9.:-]+( [A-Za-z0-9.:-]+)*$/);
      }),
    );
  });

  for (const [what, other] of [
    ["service", { ...of, service: "pad" }],
    ["environment", { ...of, environment: "school" }],
    ["seed", { ...of, seed: `${of.seed}.` }],
  ] as const) {
    it(`is not genuine for another ${what}`, () => {
      assert.equal(canaryTime(other, canaryText(of, new Date(0))), undefined);
    });
  }

  it("is not genuine with another time", () => {
    const [, , proof] = canaryText(of, new Date("2026-11-20T10:00:00Z")).split(" ");
    const [word, written] = canaryText(of, new Date("2026-11-21T10:00:00Z")).split(" ");
    assert.equal(canaryTime(of, `${word} ${written} ${proof}`), undefined);
  });

  it("is not genuine with any one character changed, taken away or put in", () => {
    const text = canaryText(of, new Date("2026-11-21T10:00:00.123Z"));
    holds(
      fc.property(
        fc.nat(text.length - 1),
        fc.constantFrom("0", "1", "a", "f", "Z", " ", ".", "é"),
        fc.constantFrom(0, 1),
        (place, character, taken) => {
          const changed = `${text.slice(0, place)}${character}${text.slice(place + taken)}`;
          fc.pre(changed.trim() !== text);
          assert.equal(canaryTime(of, changed), undefined);
        },
      ),
      { numRuns: 500 },
    );
    for (let place = 0; place < text.length; place += 1)
      assert.equal(canaryTime(of, text.slice(0, place) + text.slice(place + 1)), undefined);
  });

  it("is nothing else that a service may hold there", () => {
    for (const text of [
      undefined,
      "",
      "hello",
      "ruche-canary",
      "ruche-canary 2026-11-21T10:00:00.000Z",
      `${canaryText(of, new Date(0))} and more`,
    ])
      assert.equal(canaryTime(of, text), undefined);
  });
});
