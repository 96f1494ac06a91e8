/** Keys whose value is a secret by name. Public halves (`hostKey`, `publicKey`) are not among them. */
const secretKey =
  /(^|[:_-])pass$|pass(word|phrase|wd)$|secret|token|credential|(private|api|access|secret|signing|encryption)_?-?key|^seed$|:seed$/i;

/** Values that are secrets by their looks, whatever the key is called. */
const secretValue = /-----BEGIN [A-Z ]*PRIVATE KEY-----|^(ghp|gho|ghs|glpat|xox[abp])[-_]\w{10,}|^AKIA[0-9A-Z]{16}$/;

/** An address with a password in it. */
const addressWithPassword = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i;

/** Whether what has this key is a secret by name. */
export const isSecretKey = (key: string): boolean => secretKey.test(key);

/** Whether a text is a secret by its looks. */
export const isSecretText = (text: string): boolean => secretValue.test(text);

/** Whether a text is an address with a password in it, or with a setting that is a secret by name. */
export const hasPassword = (text: string): boolean =>
  addressWithPassword.test(text) ||
  (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) &&
    [...text.matchAll(/[?&]([^=&#]+)=[^&#]/g)].some(([, name]) => isSecretKey(name!)));

/** Whether what is found at this path must never be shown. */
export function mayBeSecret(path: readonly (string | number)[], value: unknown): boolean {
  return (
    path.some((part) => typeof part === "string" && (isSecretKey(part) || part === "passwordHash")) ||
    (typeof value === "string" && (isSecretText(value) || hasPassword(value)))
  );
}
