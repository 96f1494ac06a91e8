import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";

/** An Ed25519 key pair for signatures, as text. */
export interface SigningKey {
  /** 32 bytes in base64: what anybody may know. */
  readonly publicKey: string;
  /** 32 bytes in base64: what signs. */
  readonly privateKey: string;
}

/** PKCS #8 header of an Ed25519 private key (RFC 8410, section 7); the 32 secret bytes follow it. */
export const pkcs8Header = Buffer.from("302e020100300506032b657004220420", "hex");

/** The same for a public key (section 4). */
const spkiHeader = Buffer.from("302a300506032b6570032100", "hex");

/** The key pair that belongs to 32 secret bytes: the same bytes give the same key. */
export function signingKeyFrom(secret: Buffer): SigningKey {
  const publicKey = createPublicKey(privateKeyOf(secret)).export({ format: "der", type: "spki" }).subarray(-32);
  return { publicKey: publicKey.toString("base64"), privateKey: secret.toString("base64") };
}

/** A signature of a text, in base64. Ed25519 is deterministic: the same text gives the same signature. */
export function signText(text: string, privateKey: string): string {
  return sign(null, Buffer.from(text), privateKeyOf(Buffer.from(privateKey, "base64"))).toString("base64");
}

/** Whether the owner of a public key signed this text. False as well for what is neither a signature nor a key. */
export function isSignedBy(text: string, signature: string, publicKey: string): boolean {
  const bytes = Buffer.from(signature, "base64");
  // Base64 can be written in several ways; only the one that is made here counts.
  if (bytes.length !== 64 || bytes.toString("base64") !== signature) return false;
  const key = Buffer.from(publicKey, "base64");
  if (key.length !== 32) return false;
  return verify(
    null,
    Buffer.from(text),
    createPublicKey({ key: Buffer.concat([spkiHeader, key]), format: "der", type: "spki" }),
    bytes,
  );
}

const privateKeyOf = (secret: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([pkcs8Header, secret]), format: "der", type: "pkcs8" });
