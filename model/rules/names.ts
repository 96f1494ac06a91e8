import { domainToASCII } from "node:url";
import { mayBeSecret } from "../values/secretLooks";
import type { Objection } from "./objection";

const label = /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Whether this can be the name of a machine, a service, a volume …: it becomes part of host names. */
export const isLabel = (name: string): boolean => typeof name === "string" && label.test(name);

/** Whether this is a domain name that a certificate can be made for. */
export function isDomain(name: string): boolean {
  if (typeof name !== "string") return false;
  const parts = name.split(".");
  // A last part of digits would make it an IPv4 address.
  return (
    name.length <= 253 &&
    parts.length > 1 &&
    parts.every((part) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(part)) &&
    !/^\d+$/.test(parts.at(-1) ?? "")
  );
}

/** The name nearest to what was written that would be accepted; of a secret none is near. */
function asLabel(name: string): string {
  if (typeof name !== "string" || mayBeSecret([], name)) return "another name";
  const near = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, 63);
  return near === "" ? "another name" : near;
}

/** Names that become parts of host names, file names and resource names. */
export const wrongLabel = (name: string): Objection | undefined =>
  isLabel(name)
    ? undefined
    : {
        message: "not a valid name",
        allowed: "lower-case letters, digits and hyphens, a letter first, 63 at most",
        remedy: `write ${asLabel(name)}`,
      };

/** Names that the clone itself uses where it keeps what belongs to an environment. */
const ownEnvironments: readonly string[] = ["passphrase", "state"];

/** Names of environments: they become parts of host names, folders and stacks. */
export const wrongEnvironmentName = (name: string): Objection | undefined =>
  ownEnvironments.includes(name)
    ? {
        message: "not a name",
        allowed: `any name but ${ownEnvironments.join(", ")}`,
        remedy: `write my-${name}`,
      }
    : wrongLabel(name);

/** What the platform runs under these names for all services, and whom its databases know under them. */
export const ownServices: readonly string[] = [
  "acme-challenges",
  "administrator",
  "backup",
  "ingress",
  "mariadb",
  "postgres",
  "postgresql",
  "registry",
];

/**
 * Databases and users that servers have themselves, and words that are no user's name there. A service's database and
 * its user have the service's name: it would be given the server's own, and a restore would replace it.
 */
const serversOwn: readonly string[] = ["mysql", "none", "public", "root", "sys", "template0", "template1", "test"];

/** Names of a cluster's secrets have so many letters at most, */
const mostLetters = 64;
/** of which so many are added to what is written, so that a new one has another name than the old one. */
const addedLetters = 8;

/** The longest name of a service whose kind has these secrets: theirs begin with it. */
export const longestServiceName = (secrets: readonly string[]): number =>
  Math.min(63, ...secrets.map((secret) => mostLetters - addedLetters - 1 - secret.length));

/**
 * A service has a name that nothing of the platform has, and that leaves room for the names of its secrets.
 *
 * @param secrets - Names of its kind's secrets, as far as the kind is known.
 */
export function wrongServiceName(name: string, secrets: readonly string[] = []): Objection | undefined {
  const most = longestServiceName(secrets);
  if (isLabel(name) && name.length > most)
    return {
      message: `a name of ${name.length} letters, with which names of its secrets would be too long`,
      allowed: `${most} letters at most for this kind`,
      remedy: "give the service a shorter name, and keep the address that people know with host",
    };
  const taken = [...ownServices, ...serversOwn];
  return taken.includes(name)
    ? {
        message: serversOwn.includes(name)
          ? "a name of the database servers themselves"
          : "a name of the platform itself",
        allowed: `any name but ${taken.join(", ")}`,
        remedy: "give the service another name",
      }
    : wrongLabel(name);
}

/** People's names go into password files, where a colon or a space would end them. */
export const wrongPerson = (name: string): Objection | undefined =>
  typeof name === "string" && /^[a-z0-9]([a-z0-9._-]{0,62})$/.test(name)
    ? undefined
    : {
        message: "not a valid name of a person",
        allowed: "lower-case letters, digits, dot, hyphen, underscore",
        remedy: `write ${asLabel(name)}`,
      };

/** The name that was probably meant: without what is around it, in the letters that a certificate knows. */
function asDomain(name: string): string | undefined {
  if (typeof name !== "string" || mayBeSecret([], name)) return undefined;
  const bare = name
    .trim()
    .replace(/^[a-z]+:\/\//i, "")
    .replace(/[/?#].*$/, "")
    .replace(/\.$/, "");
  const near = domainToASCII(bare);
  return isDomain(near) && near !== name ? near : undefined;
}

/** The domain below which services are reached. */
export const wrongDomain = (domain: string): Objection | undefined =>
  isDomain(domain)
    ? undefined
    : {
        message: "not a domain name",
        allowed: "a domain name in lower case, with a dot: example.org",
        remedy: writeNear(asDomain(domain), "write the domain without https:// and without a path"),
      };

const writeNear = (near: string | undefined, otherwise: string): string =>
  near === undefined ? otherwise : `write ${near}`;

/** The host name by which people reach a service. */
export const wrongHost = (host: string): Objection | undefined =>
  isDomain(host)
    ? undefined
    : {
        message: "not a host name",
        allowed: "a host name in lower case: wiki.example.org",
        remedy: writeNear(asDomain(host), "write the name without https:// and without a path"),
      };

/** The path below which people reach a service. */
export const wrongPath = (path: string): Objection | undefined =>
  typeof path === "string" && /^\/([A-Za-z0-9._~-]+(\/[A-Za-z0-9._~-]+)*)?$/.test(path)
    ? undefined
    : {
        message: "not a path prefix",
        allowed: "/ or /name or /name/name",
        remedy: `write ${asPath(path)}`,
      };

/** The path nearest to what was written that would be accepted; of a secret none is near. */
const asPath = (path: string): string =>
  typeof path !== "string" || mayBeSecret([], path)
    ? "another path, or nothing for /"
    : `/${path.replace(/^\/+|\/+$|[^A-Za-z0-9._~/-]/g, "")}`;

/** The first item of a list that stands in it twice. */
export function namedTwice(names: readonly string[], what: string): Objection | undefined {
  const value = names.find((name, index) => names.indexOf(name) !== index);
  return value === undefined ? undefined : { value, ...onceOnly(what) };
}

/** What is said of everything that stands in a list a second time. */
export const onceOnly = (what: string): Objection => ({
  message: `${what} named twice`,
  allowed: `every ${what} once`,
  remedy: "remove it here",
});

/** A name that a definition uses, and does not have. */
export const notAmong = (name: string, known: readonly string[], what: string): Objection | undefined =>
  known.includes(name)
    ? undefined
    : {
        message: `none of its ${what}`,
        allowed: known.length > 0 ? known.join(", ") : `nothing: the kind has no ${what}`,
        remedy: "name it in the definition, or remove it here",
      };
