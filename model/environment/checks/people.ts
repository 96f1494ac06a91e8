import { notPublic, wrongDirectory, wrongEmail, wrongTrust } from "../../rules/certificates";
import type { Objection } from "../../rules/objection";
import { hasRoute } from "../../rules/route";
import { type Draft, entries } from "../draft";
import type { CheckFinding, Path } from "../mistake";
import { found, twice } from "./references";

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
  const { authority, directory, email, trust } = draft["ruche:certificates"] ?? {};
  const of = (key: string): Path => ["ruche:certificates", key];
  return [
    ...(directory === undefined ? [] : found(of("directory"), wrongDirectory(directory))),
    ...(email === undefined ? [] : found(of("email"), wrongEmail(email))),
    ...found(of("email"), authority === "acme" && email === undefined ? nobodyToWarn : undefined),
    ...(trust === undefined ? [] : found(of("trust"), wrongTrust(trust))),
    ...(authority === "own" && trust !== undefined ? found(of("trust"), withoutAcme("trust", "trust")) : []),
    ...(authority === "own" && directory !== undefined
      ? found(of("directory"), withoutAcme("a directory", "directory"))
      : []),
  ];
}

/** A certificate by ACME is for names that its authority can ask for. */
export function publicNames(draft: Draft): CheckFinding[] {
  const { authority, directory } = draft["ruche:certificates"] ?? {};
  const domain = draft["ruche:domain"];
  if (authority !== "acme") return [];
  return [
    ...(domain === undefined ? [] : found(["ruche:domain"], notPublic(domain, directory))),
    ...entries(draft["ruche:services"]).flatMap(([name, { host, exposure } = {}]) =>
      host === undefined || exposure === undefined || !hasRoute(exposure)
        ? []
        : found(["ruche:services", name, "host"], notPublic(host, directory)),
    ),
  ];
}

const nobodyToWarn: Objection = {
  message: "missing: an ACME authority wants to know whom to warn",
  allowed: "an e-mail address",
  remedy: "write email: and the address of whoever looks after the platform",
};

const withoutAcme = (what: string, key: string): Objection => ({
  message: `${what} without ACME`,
  allowed: `${key} together with authority: acme`,
  remedy: `write authority: acme, or remove ${key === "trust" ? key : `the ${key}`}`,
});
