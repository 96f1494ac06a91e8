import * as assert from "node:assert/strict";
import { policies } from "../../policies/catalogue";
import { readLevels } from "../../policies/core/levels";
import { settingsOf } from "../../policies/core/settings";
import { readWorld } from "../../policies/core/world";
import { Pack } from "../../policies/pack";

describe("tier that a pack judges by", () => {
  const tierOf = (config: Readonly<Record<string, string | undefined>>): string =>
    settingsOf(new Map(Object.entries(config as Record<string, string>))).tier;

  it("is the one of the stack's configuration", () => {
    for (const tier of ["development", "staging", "production"])
      assert.equal(tierOf({ "ruche:tier": tier, "ruche:domain": "example.org" }), tier);
  });

  it("is the strictest where it is missing or unknown", () => {
    assert.deepEqual(
      [{}, { "ruche:tier": "" }, { "ruche:tier": "dev" }, { "other:tier": "development" }].map((config) =>
        tierOf(config),
      ),
      ["production", "production", "production", "production"],
    );
  });

  it("is the strictest until the engine has sent one, and again for a stack that says none", () => {
    const pack = new Pack("1.0.0", policies, readLevels(), readWorld("/nonexistent", undefined), undefined);
    const levels = (): string[] => pack.listed().map(({ level }) => level);
    const strictest = levels();
    pack.configure(new Map([["ruche:tier", "development"]]));
    assert.notDeepEqual(levels(), strictest);
    pack.configure(new Map());
    assert.deepEqual(levels(), strictest);
  });
});
