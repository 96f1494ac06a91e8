import { hkdfSync } from "node:crypto";

/** Which secret: what it is for, and how often it was rotated (raise `generation` to rotate one secret alone). */
export interface SecretPurpose {
  /** For example `database/pad` or `member/ada`. */
  readonly purpose: string;
  /** Default 1. */
  readonly generation?: number;
}

/**
 * Bytes derived from the environment's seed by HKDF-SHA-256 (RFC 5869).
 *
 * @param seed - The environment's one secret; at least 32 characters.
 * @param length - How many bytes, 32 unless told.
 * @throws RangeError when the seed is too short to be a secret.
 */
export function deriveBytes(seed: string, { purpose, generation = 1 }: SecretPurpose, length = 32): Buffer {
  if (seed.length < 32) throw new RangeError("the seed has fewer than 32 characters: it is not a secret");
  return Buffer.from(hkdfSync("sha256", seed, "ruche", `${purpose}#${generation}`, length));
}

/** A password of 32 URL-safe characters (192 bits) derived from the seed. */
export function derivePassword(seed: string, purpose: SecretPurpose): string {
  return deriveBytes(seed, purpose, 24).toString("base64url").replaceAll("-", "x").replaceAll("_", "y");
}
