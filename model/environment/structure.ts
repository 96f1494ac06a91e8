/**
 * Mistakes of shape: what the schema alone can tell, in words for the person who wrote the file.
 */
import type { z } from "zod";
import { exposureLevels, tiers } from "../descriptor";
import { mayBeSecret } from "../values/secretLooks";
import type { CheckFinding, Path } from "./mistake";
import { environmentSchema } from "./schema";
import { child, core, fits, hintAt, isMap, keysOf, kindOf, valueAt } from "./schemaTree";
import { didYouMean, nearest } from "./suggest";

/** Sections whose namespace is Ruche's; others (`aws:region`) are the business of their providers. */
const namespace = "ruche:";

const sectionNames = Object.keys(environmentSchema.shape);

/** The config as far as it belongs to Ruche, and what is wrong with its keys. */
export function ownSections(config: Record<string, unknown>): {
  sections: Record<string, unknown>;
  findings: CheckFinding[];
} {
  const sections: Record<string, unknown> = {};
  const findings: CheckFinding[] = [];
  for (const [key, value] of Object.entries(config)) {
    if (key.startsWith(namespace)) sections[key] = value;
    else {
      const [prefix, rest] = key.includes(":") ? key.split(":", 2) : ["", key];
      const meant = `${namespace}${rest}`;
      const section = nearest(meant, sectionNames);
      // Another namespace is only suspicious when what follows is one of ours and the namespace looks like ours.
      if (prefix !== "" && !(nearest(prefix, ["ruche"]) !== undefined && sectionNames.includes(meant))) continue;
      findings.push({
        path: [key],
        at: "key",
        value: key,
        message: prefix === "" ? "a key without its namespace" : "unknown namespace",
        allowed: sectionNames.join(", "),
        remedy: section === undefined ? `write ${meant} if it is meant for Ruche` : `did you mean ${section}?`,
        meant: section === undefined ? undefined : [section],
      });
    }
  }
  return { sections, findings };
}

/** A schema, and data that may not have its shape. */
interface Compared {
  readonly schema: z.ZodType;
  readonly data: unknown;
}

/**
 * Everything about data that does not have the shape of its schema.
 *
 * @param below - Where the data stands in the environment.
 */
export function structureFindings(schema: z.ZodType, data: unknown, below: Path = []): CheckFinding[] {
  const result = schema.safeParse(data);
  if (result.success) return [];
  return result.error.issues
    .flatMap((issue) => translate(issue, [], { schema, data }))
    .map((finding) => ({
      ...finding,
      path: [...below, ...finding.path],
      meant: finding.meant && [...below, ...finding.meant],
    }));
}

function translate(issue: z.core.$ZodIssue, above: Path, compared: Compared): CheckFinding[] {
  const path = [...above, ...(issue.path as (string | number)[])];
  const value = valueAt(compared.data, path);
  const { allowed, remedy } = hintAt(compared.schema, path, compared.data) ?? {
    allowed: "another value",
    remedy: "change the value",
  };
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey([...path, key], compared));
    case "invalid_union":
      return union(issue, path, compared);
    case "custom":
      return [
        {
          path,
          message: issue.message,
          allowed: String(issue.params?.allowed ?? allowed),
          remedy: String(issue.params?.remedy ?? remedy),
        },
      ];
    case "invalid_type":
      if (value === undefined) return [{ path, message: "missing", allowed, remedy }];
      if (value === null) return [{ path, message: "empty", allowed, remedy }];
      return [
        {
          path,
          message: typeof value === "number" && issue.expected === "string" ? numberForText(allowed) : "wrong type",
          allowed,
          remedy,
        },
      ];
    case "invalid_value":
      if (value === undefined) return [{ path, message: "missing", allowed, remedy }];
      return [
        {
          path,
          message: "not one of the known words",
          allowed,
          remedy: typeof value === "string" ? didYouMean(value, wordsOf(path, allowed), remedy) : remedy,
        },
      ];
    case "too_small":
    case "too_big":
      return [{ path, message: issue.code === "too_small" ? "too small" : "too large", allowed, remedy }];
    default:
      return [{ path, message: "not in the expected form", allowed, remedy }];
  }
}

/** Where a unit is expected, a bare number is a forgotten unit. */
function numberForText(allowed: string): string {
  return allowed.includes("with a unit") ? "the unit is missing" : "wrong type";
}

function wordsOf(path: Path, allowed: string): string[] {
  const last = path.at(-1);
  if (last === "exposure") return [...exposureLevels];
  return last === "ruche:tier" ? [...tiers] : allowed.split(", ");
}

/** Of the branches of a union, only the one that the data was meant for is worth reporting. */
function union(issue: z.core.$ZodIssueInvalidUnion, path: Path, compared: Compared): CheckFinding[] {
  const value = valueAt(compared.data, path);
  const { allowed, remedy } = hintAt(compared.schema, path, compared.data) ?? {
    allowed: "another value",
    remedy: "change the value",
  };
  const branch = issue.errors.find(
    (errors) => !errors.some((error) => error.path.length === 0 && error.code === "invalid_type"),
  );
  if (value === undefined) return [{ path, message: "missing", allowed, remedy }];
  if (branch === undefined) return [{ path, message: "wrong type", allowed, remedy }];
  return branch.flatMap((error) =>
    error.path.length === 0 && error.code !== "unrecognized_keys"
      ? [{ path, message: "not in the expected form", allowed, remedy }]
      : translate(error, path, compared),
  );
}

function unknownKey(path: Path, compared: Compared): CheckFinding {
  const key = String(path.at(-1));
  const parent = path.slice(0, -1);
  const known = knownKeys(parent, compared);
  return {
    path,
    at: "key",
    value: mayBeSecret(path, undefined) ? undefined : key,
    message: "unknown key",
    allowed: known.join(", "),
    remedy: didYouMean(key, known, "remove it, or correct its name"),
    meant: meantKey(key, known, parent),
  };
}

function meantKey(key: string, known: readonly string[], parent: Path): Path | undefined {
  const word = nearest(key, known);
  return word === undefined ? undefined : [...parent, word];
}

function knownKeys(path: Path, compared: Compared): string[] {
  let schema: z.ZodType | undefined = compared.schema;
  let data: unknown = compared.data;
  for (const key of path) {
    schema = schema && child(schema, key, data);
    data = valueAt(data, [key]);
  }
  return (schema && keysOf(schema, data)) ?? [];
}

/**
 * What can be used of sections that are partly wrong, so that the checks across fields still run.
 * A wrong leaf is left out; a wrong entry of a map keeps its name, and a wrong field its key.
 */
export function salvage(schema: z.ZodType, data: unknown): unknown {
  if (data === undefined || data === null || !fits(core(schema, data), data)) {
    const absent = schema.safeParse(data);
    return absent.success ? absent.data : undefined;
  }
  const kind = kindOf(schema, data);
  if (kind === "array" && Array.isArray(data)) {
    // Positions are kept, because a check's finding names them.
    return data.map((item, index) => salvage(child(schema, index, data) as z.ZodType, item));
  }
  if ((kind === "object" || kind === "record") && isMap(data)) {
    const keys = (kind === "object" ? keysOf(schema, data) : Object.keys(data)) ?? [];
    return Object.fromEntries(
      keys
        .map((key) => [key, salvage(child(schema, key, data) as z.ZodType, data[key])] as const)
        .filter(([key, value]) => value !== undefined || Object.hasOwn(data, key)),
    );
  }
  const result = schema.safeParse(data);
  return result.success ? result.data : undefined;
}
