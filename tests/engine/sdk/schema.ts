/** What a plugin says of itself in Pulumi's schema, in the words of the comparison. */
import type { Dump, Shape } from "./compare";

interface Property {
  type?: string;
  $ref?: string;
  items?: Property;
  additionalProperties?: Property;
  oneOf?: Property[];
}
interface ObjectType {
  type?: string;
  enum?: unknown[];
  properties?: Record<string, Property>;
  required?: string[];
  inputProperties?: Record<string, Property>;
  requiredInputs?: string[];
}

/** The part of a package's schema that is compared. */
export interface PackageSchema {
  resources: Record<string, ObjectType>;
  types: Record<string, ObjectType>;
  provider: ObjectType;
}

/** Resources, and the provider itself, with their inputs at any depth. */
export function dumpOfSchema({ resources, types, provider }: PackageSchema): Dump {
  const known = new Map<string, Record<string, Shape>>();
  const props = (properties: Record<string, Property> = {}, required: readonly string[] = []): Record<string, Shape> =>
    Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [
        name,
        { ...shape(property), input: true, required: required.includes(name) },
      ]),
    );
  const ofType = (name: string): Record<string, Shape> => {
    const { properties, required } = types[name]!;
    if (!known.has(name)) known.set(name, props(properties, required));
    return known.get(name)!;
  };
  function shape({ type, $ref, items, additionalProperties, oneOf }: Property): Shape {
    if (oneOf) return { kind: "any" };
    if ($ref) {
      const name = decodeURIComponent($ref.replace("#/types/", ""));
      const referred = types[name];
      if (referred === undefined) return { kind: "any" };
      // Types may hold themselves, so what is in them is looked up when it is asked for.
      return referred.enum ? { kind: referred.type! } : { kind: "object", content: () => ofType(name) };
    }
    if (type === "array") return { kind: "array", elem: shape(items!) };
    if (type === "object") return { kind: "map", elem: shape(additionalProperties ?? { type: "string" }) };
    return { kind: type === "integer" ? "number" : type! };
  }
  const entry = ({ inputProperties, requiredInputs }: ObjectType) => ({
    tf: "",
    props: props(inputProperties, requiredInputs),
  });
  return {
    ...Object.fromEntries(Object.entries(resources).map(([token, resource]) => [token, entry(resource)])),
    provider: entry(provider),
  };
}
