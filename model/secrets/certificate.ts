import { createECDH, createHash, createPrivateKey } from "node:crypto";
import { isIPv4 } from "node:net";
import { p256 } from "@noble/curves/p256";
import {
  bitString,
  boolean,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  time,
  utf8String,
} from "./der";
import { deriveBytes } from "./derivation";

/** A certificate and its private key, both as PEM text. */
export interface CertificatePair {
  readonly certificate: string;
  readonly privateKey: string;
}

/** Names of RFC 5280 and RFC 5480, as the standards write them. */
const oid = {
  commonName: "2.5.4.3",
  ecPublicKey: "1.2.840.10045.2.1",
  prime256v1: "1.2.840.10045.3.1.7",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  authorityKeyIdentifier: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
  serverAuth: "1.3.6.1.5.5.7.3.1",
  clientAuth: "1.3.6.1.5.5.7.3.2",
} as const;

const algorithm = sequence(objectIdentifier(oid.ecdsaWithSha256));

// A table for some signatures, made with the first of them: making the usual one takes longer than they do.
p256.Point.BASE.precompute(4);

/**
 * The platform's certificate authority, derived from the seed: the same seed gives the same authority on any
 * computer. ECDSA P-256 with deterministic signatures (RFC 6979), so that nothing changes from one run to the next;
 * Ed25519 would be simpler, but browsers refuse it in certificates.
 */
export class CertificateAuthority {
  /** The authority's own certificate, PEM: what clients must trust. */
  readonly certificate: string;
  readonly #secret: Buffer;
  readonly #name: Buffer;
  readonly #keyIdentifier: Buffer;

  /**
   * @param seed - The environment's seed.
   * @param organisation - Shown as the issuer, for example the domain.
   */
  constructor(
    private readonly seed: string,
    organisation: string,
  ) {
    this.#secret = privateScalar(seed, "certificate-authority");
    this.#name = commonName(`Ruche authority of ${organisation}`);
    const publicKey = publicPoint(this.#secret);
    this.#keyIdentifier = keyIdentifier(publicKey);
    this.certificate = this.#sign({
      subject: this.#name,
      publicKey,
      serial: "authority",
      from: new Date(Date.UTC(2025, 0, 1)),
      until: new Date(Date.UTC(2055, 0, 1)),
      extensions: [
        // An authority, which may have no other below it.
        extension(oid.basicConstraints, sequence(boolean(true), integer(0)), true),
        extension(oid.keyUsage, bitString(Buffer.of(0x06), 1), true), // keyCertSign, cRLSign
        extension(oid.subjectKeyIdentifier, octetString(this.#keyIdentifier)),
      ],
    });
  }

  /**
   * A server certificate for some names.
   *
   * @param names - Host names and IPv4 addresses, the first is the subject.
   * @param now - The validity (13 months) starts with the quarter of the year before this date's, so that an `up`
   * renews it four times a year and two runs of one day give the same certificate.
   */
  issue(names: readonly string[], now: Date): CertificatePair {
    const subject = names[0];
    if (subject === undefined) throw new RangeError("a certificate needs at least one name");
    const quarter = Math.floor(now.getUTCMonth() / 3) * 3 - 3;
    const from = new Date(Date.UTC(now.getUTCFullYear(), quarter, 1));
    const until = new Date(Date.UTC(now.getUTCFullYear(), quarter + 13, 1));
    const secret = privateScalar(this.seed, `certificate/${names.join(",")}`);
    const publicKey = publicPoint(secret);
    const certificate = this.#sign({
      subject: commonName(subject),
      publicKey,
      serial: `${names.join(",")} ${from.toISOString()}`,
      from,
      until,
      extensions: [
        extension(oid.basicConstraints, sequence(), true), // no authority
        extension(oid.keyUsage, bitString(Buffer.of(0x80), 7), true), // digitalSignature
        extension(oid.extendedKeyUsage, sequence(objectIdentifier(oid.serverAuth), objectIdentifier(oid.clientAuth))),
        extension(
          oid.subjectAltName,
          sequence(
            ...names.map((name) =>
              isIPv4(name) ? implicit(7, Buffer.from(name.split(".").map(Number))) : implicit(2, Buffer.from(name)),
            ),
          ),
        ),
        extension(oid.authorityKeyIdentifier, sequence(implicit(0, this.#keyIdentifier))),
      ],
    });
    return { certificate, privateKey: privateKeyPem(secret, publicKey) };
  }

  #sign(body: {
    subject: Buffer;
    publicKey: Buffer;
    serial: string;
    from: Date;
    until: Date;
    extensions: readonly Buffer[];
  }): string {
    const serial = createHash("sha256").update(body.serial).update(body.publicKey).digest().subarray(0, 16);
    serial[0] = (serial[0]! & 0x7f) | 0x40; // positive, and never shortened
    const certificate = sequence(
      explicit(0, integer(2)), // version 3
      integer(serial),
      algorithm,
      this.#name,
      sequence(time(body.from), time(body.until)),
      body.subject,
      sequence(
        sequence(objectIdentifier(oid.ecPublicKey), objectIdentifier(oid.prime256v1)),
        bitString(body.publicKey),
      ),
      explicit(3, sequence(...body.extensions)),
    );
    const signature = p256.sign(createHash("sha256").update(certificate).digest(), this.#secret, { lowS: false });
    return pem("CERTIFICATE", sequence(certificate, algorithm, bitString(Buffer.from(signature.toDERRawBytes()))));
  }
}

function privateScalar(seed: string, purpose: string): Buffer {
  // 48 bytes reduced modulo the group order: no bias worth naming (FIPS 186-5, A.2.1).
  const wide = BigInt(`0x${deriveBytes(seed, { purpose }, 48).toString("hex")}`);
  const scalar = (wide % (p256.CURVE.n - 1n)) + 1n;
  return Buffer.from(scalar.toString(16).padStart(64, "0"), "hex");
}

/** The public key, uncompressed; by Node, in a hundredth of the library's time. */
function publicPoint(secret: Buffer): Buffer {
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(secret);
  return pair.getPublicKey();
}

const keyIdentifier = (publicKey: Buffer): Buffer => createHash("sha1").update(publicKey).digest();

const commonName = (text: string): Buffer =>
  sequence(set(sequence(objectIdentifier(oid.commonName), utf8String(text))));

const extension = (id: string, value: Buffer, critical = false): Buffer =>
  sequence(objectIdentifier(id), ...(critical ? [boolean(true)] : []), octetString(value));

function privateKeyPem(secret: Buffer, point: Buffer): string {
  const key = createPrivateKey({
    key: {
      kty: "EC",
      crv: "P-256",
      d: secret.toString("base64url"),
      x: point.subarray(1, 33).toString("base64url"),
      y: point.subarray(33, 65).toString("base64url"),
    },
    format: "jwk",
  });
  return key.export({ format: "pem", type: "pkcs8" }).toString();
}

function pem(label: string, der: Buffer): string {
  const lines = der
    .toString("base64")
    .match(/.{1,64}/g)!
    .join("\n");
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
