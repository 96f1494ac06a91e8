import * as assert from "node:assert/strict";
import { z } from "zod";
import { tiers } from "../../model/descriptor";
import { policies } from "../../policies/catalogue";
import { type Levels, levelOf, levels, readLevels } from "../../policies/core/levels";
import { readThresholds, thresholdsOf } from "../../policies/core/thresholds";

describe("levels of the policies", () => {
  const all = readLevels();

  it("have the form of their schema: a known level for every tier", () => {
    const level = z.enum(levels);
    z.record(
      z.string().regex(/^[A-Z]+-\d{3}$/),
      z.strictObject({ development: level, staging: level, production: level }),
    ).parse(all);
  });

  it("are there for every policy, and for nothing else", () => {
    assert.deepEqual(Object.keys(all).sort(), policies.map(({ id }) => id).sort());
  });

  /** Policies that some tier enforces less strictly than the one before it. */
  const softened = (table: Levels, ids: readonly string[]): string[] =>
    ids.filter((id) => {
      const strictness = tiers.map((tier) => levels.indexOf(levelOf(table, id, tier)));
      return strictness.some((level, index) => index > 0 && level < strictness[index - 1]!);
    });

  it("only grow stricter: development, staging, production", () => {
    assert.deepEqual(
      softened(
        all,
        policies.map(({ id }) => id),
      ),
      [],
    );
  });

  it("that grow softer anywhere would be noticed", () => {
    const table: Levels = {
      "TST-001": { development: "mandatory", staging: "advisory", production: "mandatory" },
      "TST-002": { development: "advisory", staging: "mandatory", production: "disabled" },
      "TST-003": { development: "disabled", staging: "disabled", production: "advisory" },
    };
    assert.deepEqual(softened(table, ["TST-001", "TST-002", "TST-003", "TST-004"]), ["TST-001", "TST-002"]);
  });

  it("block in production, every one", () => {
    assert.deepEqual([...new Set(policies.map(({ id }) => levelOf(all, id, "production")))], ["mandatory"]);
  });

  it("are mandatory for a policy that was forgotten", () => {
    assert.equal(levelOf({}, "NEW-001", "development"), "mandatory");
  });
});

describe("thresholds of the policies", () => {
  const file = readThresholds();
  const of = tiers.map((tier) => thresholdsOf(file, tier));

  it("have the form of their schema: a length of time or a number for every tier", () => {
    const perTier = <Value extends z.ZodType>(value: Value) =>
      z.strictObject({ development: value, staging: value, production: value });
    const length = perTier(z.string().regex(/^(\d+d)?(\d+h)?$/));
    const count = perTier(z.number().int().min(1));
    z.strictObject({
      keep: length,
      evidenceAge: length,
      grace: length,
      endOfLifeNotice: length,
      factAge: length,
      managers: count,
      dataCopies: count,
      stoppedShare: perTier(z.number().int().min(0).max(100)),
    }).parse(file);
  });

  it("only grow stricter: more is kept and asked for, less is allowed, and warnings come earlier", () => {
    for (const [before, after] of [
      [of[0]!, of[1]!],
      [of[1]!, of[2]!],
    ] as const) {
      for (const name of ["keep", "endOfLifeNotice"] as const) assert.ok(after[name].compare(before[name]) >= 0, name);
      for (const name of ["evidenceAge", "grace", "factAge"] as const)
        assert.ok(after[name].compare(before[name]) <= 0, name);
      for (const name of ["managers", "dataCopies"] as const) assert.ok(after[name] >= before[name], name);
      assert.ok(after.stoppedShare <= before.stoppedShare);
    }
  });
});
