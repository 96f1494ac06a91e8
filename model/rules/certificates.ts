import { X509Certificate } from "node:crypto";
import type { Objection } from "./objection";

/** The address of an ACME directory. */
export const wrongDirectory = (directory: string): Objection | undefined =>
  typeof directory === "string" && /^https:\/\/[^\s/]+(\/\S*)?$/.test(directory)
    ? undefined
    : {
        message: "not an https address",
        allowed: "the https address of an ACME directory",
        remedy: "write the directory address that the authority publishes",
      };

/** Ends of names that belong to nobody or to everybody: no public authority certifies a name below them. */
const ownEnds: readonly string[] = [
  "alt",
  "corp",
  "example",
  "home",
  "home.arpa",
  "internal",
  "intranet",
  "invalid",
  "lan",
  "local",
  "localdomain",
  "localhost",
  "onion",
  "private",
  "test",
];

/**
 * A name that a public authority will not certify.
 *
 * @param directory - Of the authority. Without one it is the usual, which is public.
 */
export function notPublic(name: string, directory?: string): Objection | undefined {
  const end = ownEnds.find((one) => name.endsWith(`.${one}`));
  if (end === undefined || (directory !== undefined && !/^https:\/\/[^/]*\bletsencrypt\.org\b/.test(directory)))
    return undefined;
  return {
    message: `no public authority certifies a name below .${end}`,
    allowed: "a name below a domain that you own",
    remedy: "write a domain of your own, authority: own, or the directory of an authority of your own",
  };
}

/** Whom an ACME authority may warn. */
export const wrongEmail = (email: string): Objection | undefined =>
  typeof email === "string" && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)
    ? undefined
    : {
        message: "not an e-mail address",
        allowed: "an e-mail address",
        remedy: "write the address that the authority may warn",
      };

/** What the certificate of an ACME directory is trusted by. */
export const wrongTrust = (trust: string): Objection | undefined =>
  typeof trust === "string" && isCertificates(trust)
    ? undefined
    : {
        message: "not a certificate as PEM text",
        allowed: "PEM text of one certificate or more, and nothing else",
        remedy: "paste the authority's certificate after trust: |, each line indented",
      };

function isCertificates(text: string): boolean {
  const blocks = text.match(/-----BEGIN [\s\S]*?-----END [A-Z0-9 ]+-----/g) ?? [];
  try {
    return (
      blocks.length > 0 &&
      blocks.every((block) => block.startsWith("-----BEGIN CERTIFICATE-----") && new X509Certificate(block))
    );
  } catch {
    return false;
  }
}
