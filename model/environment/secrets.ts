import { hasPassword, isSecretKey, isSecretText } from "../values/secretLooks";
import { type CheckFinding, formatPath, type Path } from "./mistake";

/** Secrets that stand in the file as everybody can read them: a repository never forgets them. */
export function plainSecrets(raw: unknown, path: Path = []): CheckFinding[] {
  if (typeof raw === "string" || typeof raw === "number") {
    const key = [...path].reverse().find((part) => typeof part === "string");
    if (typeof raw === "string" && hasPassword(raw))
      return [
        {
          path,
          message: "a password in an address",
          allowed: "the address without it: postgres://user@host/database",
          remedy:
            "take the secret out; PostgreSQL's is read from PGPASSWORD or PGPASSFILE, an object store's from its usual variables; and change it, if this file was ever shared",
        },
      ];
    // What is rotated is named there, and only counted.
    const named = path[0] !== "ruche:rotate" && typeof key === "string" && isSecretKey(key);
    if (!named && !(typeof raw === "string" && isSecretText(raw))) return [];
    return [
      {
        path,
        message: "secret in plain text",
        allowed: "a value that Pulumi encrypts: { secure: … }",
        remedy:
          `write it with: pulumi config set --secret${path.length > 1 ? " --path" : ""} '${formatPath(path)}'; ` +
          "and change the secret, if this file was ever shared",
      },
    ];
  }
  if (Array.isArray(raw)) return raw.flatMap((item, index) => plainSecrets(item, [...path, index]));
  if (raw === null || typeof raw !== "object" || isSecure(raw)) return [];
  return Object.entries(raw).flatMap(([key, value]) => plainSecrets(value, [...path, key]));
}

/** Whether this is one of Pulumi's encrypted values, `{ secure: "…" }`. */
function isSecure(raw: unknown): boolean {
  return (
    typeof raw === "object" &&
    raw !== null &&
    Object.keys(raw).length === 1 &&
    typeof (raw as { secure?: unknown }).secure === "string"
  );
}
