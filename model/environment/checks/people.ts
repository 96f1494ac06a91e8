import { X509Certificate } from "node:crypto";
import type { Draft } from "../draft";
import type { CheckFinding } from "../mistake";
import { twice } from "./references";

/** Members of a list, each once (a map cannot name anybody twice). */
export function membersOnce(draft: Draft): CheckFinding[] {
  const members = draft["ruche:members"];
  return Array.isArray(members) ? twice(["ruche:members"], members as (string | undefined)[], "member") : [];
}

/** Only a development environment makes its own seed: elsewhere the platform must be rebuildable from what is kept. */
export function seedGiven(draft: Draft, present: boolean): CheckFinding[] {
  const tier = draft["ruche:tier"];
  if (present || tier === undefined || tier === "development") return [];
  return [
    {
      path: ["ruche:seed"],
      message: `missing: tier ${tier} needs a seed that is kept`,
      allowed: "a value that Pulumi encrypts: { secure: … }",
      remedy: "./ruche seed <name of the environment>",
    },
  ];
}

/** What an ACME authority needs, in its form. */
export function certificates(draft: Draft): CheckFinding[] {
  const section = draft["ruche:certificates"];
  const found: CheckFinding[] = [];
  if (section?.directory !== undefined && !/^https:\/\/[^\s/]+(\/\S*)?$/.test(section.directory)) {
    found.push({
      path: ["ruche:certificates", "directory"],
      message: "not an https address",
      allowed: "the https address of an ACME directory",
      remedy: "write the directory address that the authority publishes",
    });
  }
  if (section?.email !== undefined && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(section.email)) {
    found.push({
      path: ["ruche:certificates", "email"],
      message: "not an e-mail address",
      allowed: "an e-mail address",
      remedy: "write the address that the authority may warn",
    });
  }
  if (section?.authority === "acme" && !("email" in section && section.email !== undefined)) {
    found.push({
      path: ["ruche:certificates", "email"],
      message: "missing: an ACME authority wants to know whom to warn",
      allowed: "an e-mail address",
      remedy: "write email: and the address of whoever looks after the platform",
    });
  }
  if (section?.trust !== undefined && !isCertificates(section.trust)) {
    found.push({
      path: ["ruche:certificates", "trust"],
      message: "not a certificate as PEM text",
      allowed: "PEM text of one certificate or more, and nothing else",
      remedy: "paste the authority's certificate after trust: |, each line indented",
    });
  }
  if (section?.authority === "own" && section.trust !== undefined) {
    found.push({
      path: ["ruche:certificates", "trust"],
      message: "trust without ACME",
      allowed: "trust together with authority: acme",
      remedy: "write authority: acme, or remove trust",
    });
  }
  if (section?.authority === "own" && section.directory !== undefined) {
    found.push({
      path: ["ruche:certificates", "directory"],
      message: "a directory without ACME",
      allowed: "directory together with authority: acme",
      remedy: "write authority: acme, or remove the directory",
    });
  }
  return found;
}

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
