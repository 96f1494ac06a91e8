import * as assert from "node:assert/strict";
import { z } from "zod";
import { tiers } from "../../components/core/descriptor";
import { policies } from "../../policies/catalogue";
import { levelOf, levels, readLevels } from "../../policies/core/levels";

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
