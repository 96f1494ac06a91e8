import * as assert from "node:assert/strict";
import { tierOf } from "../../policies/core/tier";

describe("tier that a pack judges by", () => {
  const tier = (config: unknown): string => tierOf({ PULUMI_CONFIG: typeof config === "string" ? config : JSON.stringify(config) });

  it("is the stack's own", () => {
    assert.deepEqual(["development", "staging", "production"].map((name) => tier({ "ruche:tier": name })), ["development", "staging", "production"]);
  });

  it("is the strictest where it is missing, unknown or unreadable", () => {
    assert.deepEqual([tierOf({}), tier({}), tier({ "ruche:tier": "dev" }), tier("{")], ["production", "production", "production", "production"]);
  });
});
