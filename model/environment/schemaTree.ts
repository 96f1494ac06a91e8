/**
 * Walks a zod schema beside the data that it describes.
 *
 * Only knows what the environment's schema is built of: objects, records, arrays, unions and the wrappers
 * around them.
 */
import type { z } from "zod";
import { type Hint, hints } from "./fields";
import type { Path } from "./mistake";

interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly options?: readonly z.ZodType[];
}

const definitionOf = (schema: z.ZodType): Definition => schema._zod.def as unknown as Definition;

/** The schema and what is inside its wrappers (optional, default, nullable, transform), the outermost first. */
function layers(schema: z.ZodType): z.ZodType[] {
  const definition = definitionOf(schema);
  const inner = definition.innerType ?? definition.in;
  return inner === undefined ? [schema] : [schema, ...layers(inner)];
}

/** The innermost schema: what decides the shape. For a union, the branch that fits the data. */
export function core(schema: z.ZodType, data: unknown): z.ZodType {
  const innermost = layers(schema).at(-1) as z.ZodType;
  const { type, options } = definitionOf(innermost);
  return type === "union"
    ? core((options as z.ZodType[]).find((option) => fits(option, data)) ?? (options as z.ZodType[])[0], data)
    : innermost;
}

/** Whether the data is at least of the schema's kind: a list for an array, a map for an object. */
export function fits(schema: z.ZodType, data: unknown): boolean {
  const { type } = definitionOf(layers(schema).at(-1) as z.ZodType);
  if (type === "array") return Array.isArray(data);
  if (type === "object" || type === "record") return isMap(data);
  if (type === "string") return typeof data === "string";
  return true;
}

/** What is one step below a schema, or undefined. */
export function child(schema: z.ZodType, key: string | number, data: unknown): z.ZodType | undefined {
  const { type, shape, element, valueType } = definitionOf(core(schema, data));
  if (type === "object") return Object.hasOwn(shape ?? {}, key) ? shape?.[key] : undefined;
  if (type === "array") return element;
  return type === "record" ? valueType : undefined;
}

/** The keys that an object may have; undefined for anything but an object. */
export function keysOf(schema: z.ZodType, data: unknown): string[] | undefined {
  const { type, shape } = definitionOf(core(schema, data));
  return type === "object" ? Object.keys(shape ?? {}) : undefined;
}

/** `object`, `record`, `array` or another word for a leaf. */
export function kindOf(schema: z.ZodType, data: unknown): string {
  return definitionOf(core(schema, data)).type;
}

/** The schema at a path, or undefined where the path leaves it. */
function schemaAt(schema: z.ZodType, path: Path, data: unknown): z.ZodType | undefined {
  let at: z.ZodType | undefined = schema;
  let inside = data;
  for (const key of path) {
    at = at && child(at, key, inside);
    inside = below(inside, key);
  }
  return at;
}

/** The hint of the schema at a path. */
export function hintAt(schema: z.ZodType, path: Path, data: unknown): Hint | undefined {
  const at = schemaAt(schema, path, data);
  return (
    at &&
    layers(at)
      .map((layer) => hints.get(layer))
      .find((hint) => hint !== undefined)
  );
}

/** The value at a path of plain data, or undefined. */
export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce(below, data);
}

export function isMap(data: unknown): data is Record<string, unknown> {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

function below(data: unknown, key: string | number): unknown {
  return typeof data === "object" && data !== null && Object.hasOwn(data, key)
    ? (data as Record<string | number, unknown>)[key]
    : undefined;
}
