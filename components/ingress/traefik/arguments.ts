import { wrongDirectory, wrongEmail, wrongTrust } from "../../../model/rules/certificates";
import { refuseOtherThanList } from "../../../model/rules/lists";
import { namedTwice, wrongDomain, wrongPerson } from "../../../model/rules/names";
import { type Objection, refuse } from "../../../model/rules/objection";
import { isPlain } from "../../core/inputs";
import type { AcmeAuthority } from "../acme/scripts";

/** What of an ingress's arguments can be wrong. */
interface RefusedArguments {
  readonly domain: string;
  readonly members: readonly { readonly name: string }[];
  readonly acme?: { readonly authority: AcmeAuthority };
}

/** What comes from other resources is not known here, and not refused. */
export function refuseArguments(ingress: string, { domain, members, acme }: RefusedArguments): void {
  refuse(`${ingress}: domain`, domain, wrongDomain(domain));
  refuseOtherThanList(`${ingress}: members`, members, "members");
  for (const member of members)
    if (typeof member !== "object" || member === null) refuse(`${ingress}: members`, member, notMember);
  const names = members.map((member) => member.name);
  for (const person of names) refuse(`${ingress}: members`, person, wrongPerson(person));
  refuse(`${ingress}: members`, names, namedTwice(names, "member"));
  if (!acme) return;
  const { directory, email, trust } = acme.authority;
  if (isPlain(directory)) refuse(`${ingress}: acme.authority.directory`, directory, wrongDirectory(directory));
  if (isPlain(email)) refuse(`${ingress}: acme.authority.email`, email, wrongEmail(email));
  if (isPlain(trust) && trust !== undefined && trust !== null)
    refuse(`${ingress}: acme.authority.trust`, trust, wrongTrust(trust));
}

const notMember: Objection = {
  message: "not a member",
  allowed: '{ name: "ada" }',
  remedy: "write the name of each member after name:",
};
