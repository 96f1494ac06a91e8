/** Telling the right host from another one that answers at its address. */
import { timingSafeEqual } from "node:crypto";

/** A public host key. */
export interface HostKey {
  /** The key's type, such as `ssh-ed25519`. */
  readonly type: string;
  /** The key as it goes over the wire. */
  readonly data: Buffer;
}

/**
 * Reads a key as it stands in `authorized_keys`, in a `.pub` file or, with a host's name before it, in `known_hosts`.
 *
 * @throws when there is no key in the text
 */
export function parseHostKey(text: string): HostKey {
  const words = text.trim().split(/\s+/);
  const at = words.findIndex((word) => /^(ssh-|ecdsa-|sk-)/.test(word));
  const data = Buffer.from(words[at + 1] ?? "", "base64");
  const type = at < 0 || data.length < 8 ? "" : data.subarray(4, 4 + data.readUInt32BE(0)).toString();
  if (at < 0 || type !== words[at])
    throw new Error(`connection.hostKey is no public key: it must look like "ssh-ed25519 AAAA…"`);
  return { type, data };
}

/** Whether this is the expected key. */
export function sameKey(expected: HostKey, shown: Buffer): boolean {
  return expected.data.length === shown.length && timingSafeEqual(expected.data, shown);
}

/**
 * The host key algorithms to offer, so that a host with keys of several types shows the one that is expected.
 * An RSA key is used with SHA-2 signatures first.
 */
export function algorithmsFor(key: HostKey): string[] {
  return key.type === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"] : [key.type];
}
