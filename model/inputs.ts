/**
 * Inputs of resources, some of which are not known in a preview. An unknown is a value of its own, and every rule says
 * what it could not judge: a mandatory rule that fell silent about one value would fall silent about what is known,
 * too.
 */

/** A value that the preview cannot know. */
export class Unknown {
  /** @param path where it is, for instance `.taskSpec.containerSpec.image` */
  constructor(readonly path: string) {}
}

/** Plain data in which some places are unknown. */
export type Value =
  | null
  | boolean
  | number
  | string
  | undefined
  | Unknown
  | readonly Value[]
  | { readonly [key: string]: Value };

/**
 * What Pulumi writes where a preview knows nothing, by the type that was expected
 * (`sdk/go/common/resource/plugin/rpc.go`, 3.248).
 */
export const unknowns = {
  boolean: "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  number: "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  text: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  list: "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  asset: "030794c1-ac77-496b-92df-f27374a8bd58",
  archive: "e48ece36-62e2-4504-bad9-02848725956a",
  object: "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
} as const;

const isUnknown: ReadonlySet<string> = new Set(Object.values(unknowns));

/** How Pulumi marks what is no plain object, and a secret among that (`sdk/go/common/resource/sig/sig.go`, 3.248). */
const signature = "4dabf18193072939515e22adb298388d";
const secret = "1b47061264138c4ac30d75fd1eb44270";

/** Makes values of plain data as Pulumi sends it: unknowns are told, and a secret is read like anything else. */
export function readValue(plain: unknown, path = ""): Value {
  if (typeof plain === "string") return isUnknown.has(plain) ? new Unknown(path) : plain;
  if (plain === null || typeof plain !== "object") return plain as Value;
  if (Array.isArray(plain)) return plain.map((item, index) => readValue(item, `${path}[${index}]`));
  const { [signature]: marked, value } = plain as Record<string, unknown>;
  if (marked === secret) return readValue(value, path);
  return Object.fromEntries(Object.entries(plain).map(([key, inner]) => [key, readValue(inner, `${path}.${key}`)]));
}

/**
 * The value at a path: undefined where there is nothing, the `Unknown` where it, or what should hold it, is unknown.
 */
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
  return value !== null && typeof value === "object"
    ? Object.values(value).flatMap((inner) => unknownsIn(inner as Value))
    : [];
}

/** Plain data again, with unknowns left out. */
export function knownOf(value: Value): unknown {
  if (value instanceof Unknown) return undefined;
  if (Array.isArray(value)) return value.map(knownOf);
  return value !== null && typeof value === "object"
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, knownOf(inner as Value)]))
    : value;
}
