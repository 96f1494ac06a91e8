import { z } from "zod";
import { Cidr, Duration, InvalidValue } from "../values";
import { endOfDay, plainDay } from "../values/day";

/** What a person needs when a field is wrong: used for every mistake at that field, whatever zod calls it. */
export interface Hint {
  readonly allowed: string;
  readonly remedy: string;
}

/** The hints of the schema's nodes. */
export const hints = z.registry<Hint>();

/** Attaches a hint and, for editors, the description. */
export function hinted<Schema extends z.ZodType>(schema: Schema, allowed: string, remedy: string): Schema {
  const described = schema.meta({ description: allowed }) as Schema;
  hints.add(described, { allowed, remedy });
  return described;
}

/** A field that is written as text and becomes a value type. */
function parsed<Value>(parse: (text: string) => Value, allowed: string, remedy: string, pattern: RegExp) {
  // The pattern is for editors only; `parse` is what decides, since it says more.
  const text = z.string().meta({ pattern: pattern.source, description: allowed });
  hints.add(text, { allowed, remedy });
  return text.transform((written, context): Value => {
    try {
      return parse(written);
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error;
      context.addIssue({
        code: "custom",
        message: error.what,
        params: { allowed: error.allowed, remedy: error.remedy },
      });
      return z.NEVER;
    }
  });
}

export const duration = () =>
  parsed(
    (text) => Duration.parse(text),
    "a whole number with a unit, or several from large to small: 90s, 15m, 6h, 7d12h, 2w",
    "write a number with its unit, for instance 6h",
    /^(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?$/,
  );

export const cidr = () =>
  parsed(
    (text) => Cidr.parse(text),
    "a network as address/prefix: 10.20.0.0/24, 192.168.4.7/32, fd00:20::/64",
    "write the network as address/prefix",
    /^[0-9a-fA-F:.]+\/\d{1,3}$/,
  );

/** A day of the calendar, as text. */
export const day = (remedy: string) =>
  parsed(
    (text) => {
      const written = plainDay(text);
      if (endOfDay(written) === undefined)
        throw new InvalidValue("not a day of the calendar", text, "a day: 2026-12-31", remedy);
      return written;
    },
    "a day: 2026-12-31",
    remedy,
    /^\d{4}-\d{2}-\d{2}$/,
  );

/** A reference to something else by its name. */
export const name = (what: string) => hinted(z.string(), `the name of ${what}`, `write the name of ${what}`);

/** One of a fixed list of words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(
  words: Words,
  remedy = "choose one of these",
) {
  return hinted(z.enum(words as unknown as [Words[number], ...Words[number][]]), words.join(", "), remedy);
}

/** A whole number within bounds. */
export const whole = (least: number, most: number, what: string) =>
  hinted(
    z.number().int().min(least).max(most),
    `a whole number from ${least} to ${most}`,
    `write the number of ${what}`,
  );

/** A map whose entries may be left empty (`hive1: {}` or just `hive1:`). */
export const mapOf = <Entry extends z.ZodType>(entry: Entry, allowed: string) =>
  hinted(z.record(z.string(), entry), allowed, "write a map: name: { … }");

/** What Pulumi writes for an encrypted value. */
export const secure = () =>
  hinted(
    z.strictObject({ secure: z.string() }),
    "a value that Pulumi encrypts: { secure: … }",
    "write it with pulumi config set --secret",
  );
