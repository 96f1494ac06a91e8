/** What an environment may say to one kind of service, below `settings`. */
import { z } from "zod";
import { hinted } from "./fields";

/** The settings of a kind: an object of plain values, each made with `setting`. */
export type SettingsSchema = z.ZodObject;

/**
 * One setting: its form, what it is for (for the service's page and for editors), and what a person needs who got it
 * wrong.
 */
export function setting<Schema extends z.ZodType>(
  form: Schema,
  { meaning, allowed, remedy }: { readonly meaning: string; readonly allowed: string; readonly remedy: string },
): Schema {
  return hinted(form.meta({ title: meaning }) as Schema, allowed, remedy);
}

/** The JSON Schema of a kind's settings, as they are written. */
export function settingsJsonSchema(settings: SettingsSchema): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(settings, { io: "input" }) as Record<string, unknown>;
  return schema;
}
