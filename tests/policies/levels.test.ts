import * as assert from "node:assert/strict";
import { z } from "zod";
import { tiers } from "../../components/core/descriptor";
import { policies } from "../../policies/catalogue";
import { levelOf, levels, readLevels } from "../../policies/core/levels";
import { readThresholds, thresholdsOf } from "../../policies/core/thresholds";

describe("levels of the policies", () => {
  const all = readLevels();

  it("have the form of their schema: a known level for every tier", () => {
    const level = z.enum(levels);
    z.record(z.string().regex(/^[A-Z]+-\d{3}$/), z.strictObject({ development: level, staging: level, production: level })).parse(all);
  });

  it("are there for every policy, and for nothing else", () => {
    assert.deepEqual(Object.keys(all).sort(), policies.map(({ id }) => id).sort());
  });

  it("only grow stricter: development, staging, production", () => {
    for (const { id } of policies) {
      const strictness = tiers.map((tier) => levels.indexOf(levelOf(all, id, tier)));
      assert.deepEqual(strictness, [...strictness].sort((a, b) => a - b), id);
    }
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

  it("have the form of their schema: a length of time for every tier", () => {
    const perTier = z.strictObject({ development: z.string(), staging: z.string(), production: z.string() });
    z.strictObject({ keep: perTier, evidenceAge: perTier, grace: perTier }).parse(file);
    for (const { keep, evidenceAge, grace } of of) for (const length of [keep, evidenceAge, grace]) assert.ok(length.seconds > 0);
  });

  it("only grow stricter: what is kept grows longer, what is allowed shorter", () => {
    for (const [before, after] of [[of[0]!, of[1]!], [of[1]!, of[2]!]] as const) {
      assert.ok(after.keep.compare(before.keep) >= 0, "keep");
      assert.ok(after.evidenceAge.compare(before.evidenceAge) <= 0, "evidenceAge");
      assert.ok(after.grace.compare(before.grace) <= 0, "grace");
    }
  });
});
