import { createECDH, createHash, createPrivateKey, createPublicKey } from "node:crypto";
import { isIPv4 } from "node:net";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import * as x509 from "@peculiar/asn1-x509";
import { p256 } from "@noble/curves/p256";
import { deriveBytes } from "./derivation";

/** A certificate and its private key, both as PEM text. */
export interface CertificatePair {
  readonly certificate: string;
  readonly privateKey: string;
}

const ecdsaWithSha256 = "1.2.840.10045.4.3.2";

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
  readonly #secret: Uint8Array;
  readonly #name: x509.Name;

  /**
   * @param seed - The environment's seed.
   * @param organisation - Shown as the issuer, for example the domain.
   */
  constructor(private readonly seed: string, organisation: string) {
    this.#secret = privateScalar(seed, "certificate-authority");
    this.#name = commonName(`Ruche authority of ${organisation}`);
    const publicKey = publicPoint(this.#secret);
    this.certificate = this.#sign({
      subject: this.#name,
      publicKey,
      serial: "authority",
      from: new Date(Date.UTC(2025, 0, 1)),
      until: new Date(Date.UTC(2055, 0, 1)),
      extensions: [
        extension(x509.id_ce_basicConstraints, new x509.BasicConstraints({ cA: true, pathLenConstraint: 0 }), true),
        extension(x509.id_ce_keyUsage, new x509.KeyUsage(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign), true),
        extension(x509.id_ce_subjectKeyIdentifier, new x509.SubjectKeyIdentifier(keyIdentifier(publicKey))),
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
    const alternatives = names.map((name) => isIPv4(name)
      ? new x509.GeneralName({ iPAddress: name })
      : new x509.GeneralName({ dNSName: name }));
    const certificate = this.#sign({
      subject: commonName(subject),
      publicKey,
      serial: `${names.join(",")} ${from.toISOString()}`,
      from,
      until,
      extensions: [
        extension(x509.id_ce_basicConstraints, new x509.BasicConstraints({ cA: false }), true),
        extension(x509.id_ce_keyUsage, new x509.KeyUsage(x509.KeyUsageFlags.digitalSignature), true),
        extension(x509.id_ce_extKeyUsage, new x509.ExtendedKeyUsage([x509.id_kp_serverAuth, x509.id_kp_clientAuth])),
        extension(x509.id_ce_subjectAltName, new x509.SubjectAlternativeName(alternatives)),
        extension(x509.id_ce_authorityKeyIdentifier, new x509.AuthorityKeyIdentifier({
          keyIdentifier: new x509.KeyIdentifier(keyIdentifier(publicPoint(this.#secret))),
        })),
      ],
    });
    return { certificate, privateKey: privateKeyPem(secret, publicKey) };
  }

  #sign(body: {
    subject: x509.Name; publicKey: Uint8Array; serial: string; from: Date; until: Date; extensions: x509.Extension[];
  }): string {
    const algorithm = new x509.AlgorithmIdentifier({ algorithm: ecdsaWithSha256 });
    const serial = createHash("sha256").update(body.serial).update(body.publicKey).digest().subarray(0, 16);
    serial[0] = (serial[0]! & 0x7f) | 0x40; // positive, and never shortened
    const tbs = AsnConvert.serialize(new x509.TBSCertificate({
      version: x509.Version.v3,
      serialNumber: bytesOf(serial),
      signature: algorithm,
      issuer: this.#name,
      subject: body.subject,
      validity: new x509.Validity({ notBefore: body.from, notAfter: body.until }),
      subjectPublicKeyInfo: AsnConvert.parse(publicKeyInfo(body.publicKey), x509.SubjectPublicKeyInfo),
      extensions: new x509.Extensions(body.extensions),
    }));
    const signature = p256.sign(createHash("sha256").update(Buffer.from(tbs)).digest(), this.#secret, { lowS: false });
    return pem("CERTIFICATE", AsnConvert.serialize(new x509.Certificate({
      tbsCertificate: AsnConvert.parse(tbs, x509.TBSCertificate),
      signatureAlgorithm: algorithm,
      signatureValue: bytesOf(signature.toDERRawBytes()),
    })));
  }
}

function privateScalar(seed: string, purpose: string): Uint8Array {
  // 48 bytes reduced modulo the group order: no bias worth naming (FIPS 186-5, A.2.1).
  const wide = BigInt(`0x${deriveBytes(seed, { purpose }, 48).toString("hex")}`);
  const scalar = (wide % (p256.CURVE.n - 1n)) + 1n;
  return Buffer.from(scalar.toString(16).padStart(64, "0"), "hex");
}

/** The public key, uncompressed; by Node, in a hundredth of the library's time. */
function publicPoint(secret: Uint8Array): Uint8Array {
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(secret);
  return pair.getPublicKey();
}

const bytesOf = (value: Uint8Array): ArrayBuffer => Uint8Array.from(value).buffer;

const keyIdentifier = (publicKey: Uint8Array): ArrayBuffer => bytesOf(createHash("sha1").update(publicKey).digest());

function commonName(text: string): x509.Name {
  return new x509.Name([new x509.RelativeDistinguishedName([
    new x509.AttributeTypeAndValue({ type: "2.5.4.3", value: new x509.AttributeValue({ utf8String: text }) }),
  ])]);
}

function extension(id: string, value: unknown, critical = false): x509.Extension {
  return new x509.Extension({ extnID: id, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

function publicKeyInfo(point: Uint8Array): ArrayBuffer {
  const key = createPublicKey({
    key: {
      kty: "EC", crv: "P-256",
      x: Buffer.from(point.subarray(1, 33)).toString("base64url"),
      y: Buffer.from(point.subarray(33, 65)).toString("base64url"),
    },
    format: "jwk",
  });
  return bytesOf(key.export({ format: "der", type: "spki" }));
}

function privateKeyPem(secret: Uint8Array, point: Uint8Array): string {
  const key = createPrivateKey({
    key: {
      kty: "EC", crv: "P-256", d: Buffer.from(secret).toString("base64url"),
      x: Buffer.from(point.subarray(1, 33)).toString("base64url"),
      y: Buffer.from(point.subarray(33, 65)).toString("base64url"),
    },
    format: "jwk",
  });
  return key.export({ format: "pem", type: "pkcs8" }).toString();
}

function pem(label: string, der: ArrayBuffer): string {
  const lines = Buffer.from(der).toString("base64").match(/.{1,64}/g)!.join("\n");
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
