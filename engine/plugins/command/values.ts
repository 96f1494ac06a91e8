/**
 * Property values as the engine sends them: secrets, unknown values, assets and archives are objects or strings
 * with a signature (sdk/go/common/resource, 3.248; the same values are in `@pulumi/pulumi/runtime/rpc`).
 */
export type PropertyValue = null | boolean | number | string | PropertyValue[] | { [key: string]: PropertyValue };
export type Properties = Record<string, PropertyValue>;

const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const assetSignature = "c44067f5952c0a294b673a41bacd8c17";
const archiveSignature = "0def7320c3a5731c473e5ecbe6d01bc7";

/** What stands for a value that is not known before something else has been made. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const isObject = (value: PropertyValue | undefined): value is { [key: string]: PropertyValue } =>
  value !== null && typeof value === "object" && !Array.isArray(value);
const isSecret = (value: PropertyValue | undefined): value is { value: PropertyValue } =>
  isObject(value) && value[signature] === secretSignature;

/** Wraps a value so that the engine encrypts it in the state and hides it. */
export function secret(value: PropertyValue): PropertyValue {
  return isSecret(value) ? value : { [signature]: secretSignature, value };
}

/** The value without any wrapping. */
export function plain(value: PropertyValue | undefined): any {
  if (Array.isArray(value)) return value.map(plain);
  if (isSecret(value)) return plain(value.value);
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)])) : value;
}

/** Whether the value is, or holds, a secret. */
export function holdsSecret(value: PropertyValue | undefined): boolean {
  if (Array.isArray(value)) return value.some(holdsSecret);
  return isObject(value) && (isSecret(value) || Object.values(value).some(holdsSecret));
}

/** Whether the value is, or holds, an unknown value. */
export function holdsUnknown(value: PropertyValue | undefined): boolean {
  if (value === unknown) return true;
  return Array.isArray(value) ? value.some(holdsUnknown) : isObject(value) && Object.values(value).some(holdsUnknown);
}

/** Every string inside a secret, at any depth. */
export function secretStrings(value: PropertyValue | undefined, inside = false): string[] {
  if (typeof value === "string") return inside ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((each) => secretStrings(each, inside));
  if (isSecret(value)) return secretStrings(value.value, true);
  return isObject(value) ? Object.values(value).flatMap((each) => secretStrings(each, inside)) : [];
}

/** Applies `change` to the value inside its wrapping, which stays. */
export function inside(value: PropertyValue, change: (value: PropertyValue) => PropertyValue): PropertyValue {
  return isSecret(value) ? { ...value, value: inside(value.value, change) } : change(value);
}

/** Whether this is an asset or an archive: such are compared by their content's hash. */
export function contentHash(value: PropertyValue | undefined): string | undefined {
  const sealed = isObject(value) && (value[signature] === assetSignature || value[signature] === archiveSignature);
  return sealed ? String((value as { hash?: PropertyValue }).hash ?? "") : undefined;
}

/** An asset for a local file, or an archive of assets. */
export const fileAsset = (path: string, hash: string): PropertyValue => ({ [signature]: assetSignature, path, hash });
export const archiveOf = (assets: { [name: string]: PropertyValue }): PropertyValue => ({
  [signature]: archiveSignature,
  assets,
});

/** The kind of a `source` property and what it holds. */
export function sourceOf(
  value: any,
): { kind: "asset" | "archive"; path?: string; text?: string; hash: string } | undefined {
  const isAsset = value?.[signature] === assetSignature;
  if (!isAsset && value?.[signature] !== archiveSignature) return undefined;
  return {
    kind: isAsset ? "asset" : "archive",
    path: value.path || undefined,
    text: typeof value.text === "string" && !value.path ? value.text : undefined,
    hash: String(value.hash ?? ""),
  };
}
