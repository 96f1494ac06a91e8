/** The table of an environment's keys, from the JSON Schema that editors use. */
import { meanings } from "./keys";

/** The part of JSON Schema that the environment's schema uses. */
interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
}

/** One key of an environment. */
export interface Key {
  /** For instance `ruche:services.<name>.kind`. */
  readonly path: string;
  readonly allowed: string;
  readonly isRequired: boolean;
  readonly default: unknown;
}

/**
 * All keys below `config`, in the order of the schema. Of a map's entries (`<name>`) and of a list's items (`[]`) there
 * is a line for what can be said of one.
 */
export function environmentKeys(schema: Record<string, unknown>): Key[] {
  const config = (schema as { properties: { config: Node } }).properties.config;
  return below(config, "");
}

function below(node: Node, path: string): Key[] {
  const shape = node.anyOf?.find(({ type }) => type === "object") ?? node;
  const named =
    typeof shape.additionalProperties === "object" ? below(shape.additionalProperties, `${path}.<name>`) : [];
  const listed = shape.items === undefined ? [] : below(shape.items, `${path}[]`);
  const own = Object.entries(shape.properties ?? {}).flatMap(([name, child]): Key[] => {
    const at = path === "" ? name : `${path}.${name}`;
    const key: Key = {
      path: at,
      allowed: child.description ?? "",
      isRequired: shape.required?.includes(name) === true,
      default: child.default,
    };
    return [key, ...(isEncrypted(child) ? [] : below(child, at))];
  });
  return [...own, ...listed, ...named];
}

/** `{ secure: … }` is how Pulumi writes one value, and not a key of ours. */
const isEncrypted = ({ properties, anyOf }: Node): boolean =>
  (properties !== undefined && Object.keys(properties).join() === "secure") ||
  anyOf?.some((branch) => isEncrypted(branch) && !branch.additionalProperties) === true;

/** The table as Markdown, a section of the file at a time. */
export function environmentTable(schema: Record<string, unknown>): string {
  const cell = (text: string): string => text.replaceAll("|", "\\|");
  const given = ({ isRequired, default: value }: Key): string => {
    if (isRequired) return "required";
    return value === undefined ? "" : `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
  };
  return [
    "| key | what it says | allowed | default |",
    "|---|---|---|---|",
    ...environmentKeys(schema).map(
      (key) => `| \`${key.path}\` | ${cell(meanings[key.path] ?? "")} | ${cell(key.allowed)} | ${given(key)} |`,
    ),
  ].join("\n");
}
