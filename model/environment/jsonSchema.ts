import { z } from "zod";
import { environmentSchema } from "./schema";

/** The JSON Schema (draft 2020-12) of an environment file, for editors. Checks across fields are not in it. */
export function environmentJsonSchema(): Record<string, unknown> {
  const sections = z.toJSONSchema(environmentSchema, { io: "input" }) as Record<string, unknown>;
  const { $schema, ...config } = sections;
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
