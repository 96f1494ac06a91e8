/**
 * Inputs of resources, some of which are not known in a preview.
 *
 * Pulumi's policy server throws when a rule touches an unknown value and then reports the whole policy as an advisory
 * "can't run": a mandatory rule would fall silent, also about what is known. So inputs are read once into plain values
 * in which an unknown is a value of its own, and every rule says what it could not judge.
 */

/** A value that the preview cannot know. */
export class Unknown {
  /** @param path where it is, for instance `.taskSpec.containerSpec.image` */
  constructor(readonly path: string) {}
}

/** Plain data in which some places are unknown. */
export type Value = null | boolean | number | string | undefined | Unknown | readonly Value[] | { readonly [key: string]: Value };

/** Reads inputs as the policy server hands them over (a proxy that throws on unknowns). Never throws for an unknown. */
export function readValue(input: unknown, path = ""): Value {
  if (input === null || typeof input !== "object") return typeof input === "function" ? undefined : (input as Value);
  // By position: `map` would itself touch every item, and throw.
  if (Array.isArray(input)) return Array.from({ length: input.length }, (_, index) => readKey(input, index, `${path}[${index}]`));
  return Object.fromEntries(Object.keys(input).map((key) => [key, readKey(input, key, `${path}.${key}`)]));
}

function readKey(holder: object, key: string | number, path: string): Value {
  let inner: unknown;
  try {
    inner = (holder as Record<string | number, unknown>)[key];
  } catch (error) {
    // UnknownValueError of @pulumi/policy, told by its field so that rules do not need that package.
    if (error instanceof Error && "unknownTypeSentinel" in error) return new Unknown(path);
    throw error;
  }
  return readValue(inner, path);
}

/** The value at a path: undefined where there is nothing, the `Unknown` where it, or what should hold it, is unknown. */
export function at(value: Value, ...path: readonly string[]): Value {
  let here = value;
  for (const key of path) {
    if (here instanceof Unknown) return here;
    if (here === null || typeof here !== "object" || Array.isArray(here)) return undefined;
    here = Object.hasOwn(here, key) ? (here as Record<string, Value>)[key] : undefined;
  }
  return here;
}

/** The items of a list; nothing for what is no list. */
export function itemsOf(value: Value): readonly Value[] {
  return Array.isArray(value) ? value : [];
}

/** All unknowns inside a value. */
export function unknownsIn(value: Value): Unknown[] {
  if (value instanceof Unknown) return [value];
  if (Array.isArray(value)) return value.flatMap(unknownsIn);
  return value !== null && typeof value === "object" ? Object.values(value).flatMap((inner) => unknownsIn(inner as Value)) : [];
}

/** Plain data again, with unknowns left out. */
export function knownOf(value: Value): unknown {
  if (value instanceof Unknown) return undefined;
  if (Array.isArray(value)) return value.map(knownOf);
  return value !== null && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, knownOf(inner as Value)])) : value;
}
