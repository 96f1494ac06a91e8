import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { chosenSettings, settingsOf } from "../../components/platform/settings";
import { settings as ofKinds } from "../../components/services/settings";
import { setting, settingsJsonSchema } from "../../model/environment";

const settings = z.strictObject({
  title: setting(z.string(), { meaning: "Its name.", allowed: "text", remedy: "write its name" }).optional(),
  pages: setting(z.number().int().min(1), { meaning: "How many.", allowed: "a number", remedy: "write it" }).default(3),
});

describe("settings of a service", () => {
  it("have the defaults of their kind", () => {
    assert.deepEqual(settingsOf("Wiki wiki", settings, { title: "Bees" }), { title: "Bees", pages: 3 });
    assert.deepEqual(settingsOf("Wiki wiki", settings), { pages: 3 });
    assert.deepEqual(settingsOf("Site home", undefined), {});
  });

  for (const [what, schema, given, message] of [
    ["of the wrong form", settings, { title: 7 }, "settings.title is 7; allowed: text. Write its name."],
    ["too small", settings, { pages: 0 }, "settings.pages is 0; allowed: a number. Write it."],
    ["unknown", settings, { titl: "A" }, 'settings.titl is "A"; allowed: title, pages. Did you mean title?'],
    ["of a kind without any", undefined, { title: "A" }, 'settings.title is "A"; allowed: no settings. Remove it.'],
  ] as const)
    it(`${what} are refused with field, value, allowed and remedy`, () => {
      assert.throws(() => settingsOf("Wiki wiki", schema, given), {
        name: "UserError",
        message: `Wiki wiki: ${message}`,
      });
    });

  it("that are known later may be secret: a wrong one is not printed", async () => {
    const wrong = chosenSettings("Wiki wiki", { settings }, { title: "Bees", pages: pulumi.secret("hunter2") });
    await assert.rejects((wrong as unknown as { promise(): Promise<unknown> }).promise(), {
      name: "UserError",
      message: 'Wiki wiki: settings.pages is "the given value"; allowed: a number. Write it.',
    });
    assert.throws(() => chosenSettings("Site home", {}, { title: pulumi.secret("hunter2") }), {
      message: 'Site home: settings.title is "the given value"; allowed: no settings. Remove it.',
    });
  });

  it("of the catalogue say what they mean and what they allow, and are plain values", () => {
    for (const [kind, schema] of Object.entries(ofKinds)) {
      const { properties } = settingsJsonSchema(schema) as { properties: Record<string, Record<string, unknown>> };
      for (const [name, { title, description }] of Object.entries(properties))
        assert.ok(title && description, `${kind}: ${name}`);
    }
  });
});
