import { mayBeSecret } from "./secretLooks";

/** What is shown in place of what may be a secret. */
export const hidden = "[hidden]";

/** A value as an error's message shows it: as JSON, without secrets, whatever it is. */
export function shown(value: unknown, path: readonly string[] = []): string {
  const only = inWords(value, path);
  if (only !== undefined) return only;
  try {
    return (
      JSON.stringify(value, function (this: Record<string, unknown>, key: string, json: unknown) {
        // What an object makes of itself (`toJSON`) hides what it is.
        return key === "" ? json : (inWords(this[key], [key]) ?? json);
      }) ?? String(value)
    );
  } catch {
    return "a value that contains itself";
  }
}

/** The value if nothing of it may be a secret; what is shown of it if something may. */
export function withoutSecrets(value: unknown, path: readonly string[] = []): unknown {
  const text = shown(value, path);
  return text.includes(hidden) ? text : value;
}

/** What JSON has no words for, or must not show; undefined for all else. */
function inWords(value: unknown, path: readonly string[]): string | undefined {
  if (typeof value === "bigint" || (typeof value === "number" && !Number.isFinite(value))) return String(value);
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  if (isMarked(value, "__pulumiOutput") || value instanceof Promise) return "another resource's value";
  if (isMarked(value, "__pulumiResource")) return "a resource";
  return value !== undefined && value !== null && mayBeSecret(path, value) ? hidden : undefined;
}

/** Whether Pulumi marks an object as one of its own. */
const isMarked = (value: unknown, mark: string): boolean =>
  typeof value === "object" && value !== null && (value as Record<string, unknown>)[mark] === true;
