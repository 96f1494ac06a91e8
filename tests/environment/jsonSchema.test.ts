import * as assert from "node:assert/strict";
import { z } from "zod";
import { environmentJsonSchema } from "../../model/environment";

describe("JSON Schema for editors", () => {
  const schema = environmentJsonSchema() as {
    properties: {
      config: { required: string[]; properties: Record<string, { enum?: string[]; additionalProperties?: unknown }> };
    };
  };

  it("knows every section, which of them are mandatory, and the words that are allowed", () => {
    const { config } = schema.properties;
    assert.deepEqual(config.required, ["ruche:tier", "ruche:domain", "ruche:machines"]);
    assert.equal(Object.keys(config.properties).length, 15);
    assert.deepEqual(config.properties["ruche:tier"].enum, ["development", "staging", "production"]);
  });

  it("knows the settings of each kind that has some", () => {
    const { config } = environmentJsonSchema({ wiki: z.strictObject({ title: z.string() }) }).properties as any;
    assert.deepEqual(
      config.properties["ruche:services"].additionalProperties.allOf.map((rule: any) => [
        rule.if.properties.kind.const,
        Object.keys(rule.then.properties.settings.properties),
      ]),
      [["wiki", ["title"]]],
    );
  });

  it("describes what is written, not what it becomes: durations and networks are text", () => {
    const text = JSON.stringify(schema);
    assert.match(text, /"rpo":\{[^}]*"type":"string"/);
    assert.match(text, /"subnet":\{[^}]*"type":"string"/);
  });
});
