import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import { pkcs8Header } from "./signingKey";

/** An Ed25519 key pair in OpenSSH's own formats. */
export interface SshKey {
  /** One line, `ssh-ed25519 AAAA…`, without comment. */
  readonly publicKey: string;
  /** The private key file's text, unencrypted. */
  readonly privateKey: string;
  /** 16 hexadecimal digits that tell this key from others, for file names. */
  readonly id: string;
}

const field = (value: Buffer | string): Buffer => {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/** The SSH key pair that belongs to 32 secret bytes: the same bytes give the same key. */
export function sshKeyFrom(secret: Buffer): SshKey {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Header, secret]), format: "der", type: "pkcs8" });
  const publicBytes = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
  const publicBlob = Buffer.concat([field("ssh-ed25519"), field(publicBytes)]);
  // Two equal check numbers tell a reader that decryption worked; the key is not encrypted, so any number does.
  const check = createHash("sha256").update(publicBlob).digest().subarray(0, 4);
  const inner = Buffer.concat([check, check, publicBlob, field(Buffer.concat([secret, publicBytes])), field("")]);
  const padding = Buffer.from(Array.from({ length: (8 - (inner.length % 8)) % 8 }, (_, index) => index + 1));
  const file = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    field("none"),
    field("none"),
    field(""),
    Buffer.from([0, 0, 0, 1]),
    field(publicBlob),
    field(Buffer.concat([inner, padding])),
  ]);
  const lines = file.toString("base64").replace(/.{70}/g, "$&\n");
  return {
    publicKey: `ssh-ed25519 ${publicBlob.toString("base64")}`,
    privateKey: `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}\n-----END OPENSSH PRIVATE KEY-----\n`,
    id: createHash("sha256").update(publicBlob).digest("hex").slice(0, 16),
  };
}
