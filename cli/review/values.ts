/**
 * What changes inside a resource, as people may see it: short values in plain words, everything else by its size,
 * secrets never.
 */
import { createHash } from "node:crypto";
import { mayBeSecret } from "../../model/values/secretLooks";

/** A value that changes. */
export interface ValueChange {
  /** `taskSpec.containerSpec.image` */
  readonly path: string;
  /** Null: it was not there. */
  readonly before: string | null;
  /** Null: it will not be there. */
  readonly after: string | null;
}

/** What Pulumi writes for a value that a preview does not know. */
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What Pulumi writes for a secret. */
const secretValue = "[secret]";

/** A word with a secret in it, as in arguments and environments of programs: `--password=…`, `TOKEN=…`. */
const assignedSecret =
  /(pass(word|phrase|wd)?|secret|token|credential|(private|api|access|secret|signing|encryption)[_-]?key)[\w-]*["']?\s*[=:]\s*\S/i;

/** Longest value that is shown. */
const longest = 100;

/**
 * All values that differ, by path. `only` names the top-level keys that count; empty: all. A key that differs although
 * it looks the same holds a secret.
 */
export function valueChanges(before: unknown, after: unknown, only: readonly string[] = []): ValueChange[] {
  const counts = (key: string): boolean => !key.startsWith("__") && (only.length === 0 || only.includes(key));
  const part = (inputs: unknown): unknown =>
    isObject(inputs) ? Object.fromEntries(Object.entries(inputs).filter(([key]) => counts(key))) : {};
  const found = differences(part(before), part(after), []);
  const hidden = only.filter(
    (key) =>
      counts(key) &&
      !found.some(({ path }) => path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`)),
  );
  return [...found, ...hidden.map((path) => ({ path, before: secretValue, after: secretValue }))];
}

function differences(before: unknown, after: unknown, path: readonly (string | number)[]): ValueChange[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if ((isObject(before) || before === undefined) && (isObject(after) || after === undefined)) {
    const keys = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].sort();
    if (keys.length > 0) return keys.flatMap((key) => differences(before?.[key], after?.[key], [...path, key]));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    return Array.from({ length: Math.max(before.length, after.length) }, (_, index) =>
      differences(before[index], after[index], [...path, index]),
    ).flat();
  }
  return [{ path: textOf(path), before: shown(before, path), after: shown(after, path) }];
}

function shown(value: unknown, path: readonly (string | number)[]): string | null {
  if (value === undefined || value === null) return null;
  if (value === unknownValue) return "known after the update";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (text.includes(secretValue) || mayBeSecret(path, value) || assignedSecret.test(text)) return secretValue;
  if (text.length <= longest && !/[\n\r]/.test(text)) return text;
  return `${text.length} characters, ${createHash("sha256").update(text).digest("hex").slice(0, 8)}`;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const textOf = (path: readonly (string | number)[]): string =>
  path.map((part, index) => (typeof part === "number" ? `[${part}]` : `${index > 0 ? "." : ""}${part}`)).join("");
