import { type CheckFinding, formatPath, type Path } from "./mistake";

/** Keys whose value is a secret by name. Public halves (`hostKey`, `publicKey`) are not among them. */
const secretKey =
  /(^|[:_-])pass$|pass(word|phrase|wd)$|secret|token|credential|(private|api|access|secret|signing|encryption)_?-?key|^seed$|:seed$/i;

/** Values that are secrets by their looks, whatever the key is called. */
const secretValue = /-----BEGIN [A-Z ]*PRIVATE KEY-----|^(ghp|gho|ghs|glpat|xox[abp])[-_]\w{10,}|^AKIA[0-9A-Z]{16}$/;

/** An address with a password in it. */
const addressWithPassword = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i;

/** Whether what is found at this path must never be shown. */
export function mayBeSecret(path: Path, value: unknown): boolean {
  return (
    path.some((part) => typeof part === "string" && (secretKey.test(part) || part === "passwordHash")) ||
    (typeof value === "string" && (secretValue.test(value) || addressWithPassword.test(value)))
  );
}

/** Secrets that stand in the file as everybody can read them: a repository never forgets them. */
export function plainSecrets(raw: unknown, path: Path = []): CheckFinding[] {
  if (typeof raw === "string" || typeof raw === "number") {
    const key = [...path].reverse().find((part) => typeof part === "string");
    if (typeof raw === "string" && addressWithPassword.test(raw))
      return [
        {
          path,
          message: "a password in an address",
          allowed: "the address without it: postgres://user@host/database",
          remedy:
            "take the password out; PostgreSQL's is read from PGPASSWORD or PGPASSFILE; and change it, if this file was ever shared",
        },
      ];
    const named = typeof key === "string" && secretKey.test(key);
    if (!named && !(typeof raw === "string" && secretValue.test(raw))) return [];
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
