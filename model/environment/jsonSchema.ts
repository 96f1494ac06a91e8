import { z } from "zod";
import { environmentSchema } from "./schema";
import { type SettingsSchema, settingsJsonSchema } from "./settings";

/** The part of the schema to which the settings of kinds are added. */
interface Sections {
  readonly properties: { readonly "ruche:services": { readonly additionalProperties: { allOf?: unknown } } };
}

/**
 * The JSON Schema (draft 2020-12) of an environment file, for editors. Checks across fields are not in it.
 *
 * @param settings - Of each kind that has some.
 */
export function environmentJsonSchema(
  settings: Readonly<Record<string, SettingsSchema>> = {},
): Record<string, unknown> {
  const sections = z.toJSONSchema(environmentSchema, { io: "input" }) as Record<string, unknown>;
  const { $schema, ...config } = sections;
  const { additionalProperties: service } = (config as unknown as Sections).properties["ruche:services"];
  const kinds = Object.entries(settings).map(([kind, schema]) => ({
    if: { properties: { kind: { const: kind } }, required: ["kind"] },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema calls it so.
    then: { properties: { settings: settingsJsonSchema(schema) } },
  }));
  if (kinds.length > 0) service.allOf = kinds;
  return {
    $schema,
    title: "An environment of Ruche",
    type: "object",
    required: ["config"],
    properties: {
      // Other namespaces (`aws:region`) belong to their providers.
      config: { ...config, patternProperties: { "^(?!ruche:)[^:]+:": {} } },
      encryptionsalt: { type: "string" },
      encryptedkey: { type: "string" },
      secretsprovider: { type: "string" },
    },
  };
}
