import { companionName } from "../../rules/companion";
import type { CheckContext, Draft, Kind } from "../draft";
import { entries, items } from "../draft";
import type { CheckFinding, Path } from "../mistake";

const label = /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
const labelAllowed = "lower-case letters, digits and hyphens, a letter first, 63 at most";

/** Whether this can be the name of a machine, a service, a volume …: it becomes part of host names. */
export function isLabel(name: string): boolean {
  return label.test(name);
}

/** Whether this is a domain name that a certificate can be made for. */
export function isDomain(name: string): boolean {
  const parts = name.split(".");
  // A last part of digits would make it an IPv4 address.
  return (
    name.length <= 253 &&
    parts.length > 1 &&
    parts.every((part) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(part)) &&
    !/^\d+$/.test(parts.at(-1) ?? "")
  );
}

/** The name nearest to what was written that would be accepted. */
export function asLabel(name: string): string {
  const near = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, 63);
  return near === "" ? "another name" : near;
}

function wrongNames(path: Path, names: readonly string[]): CheckFinding[] {
  return names
    .filter((name) => !isLabel(name))
    .map((name) => ({
      path: [...path, name],
      at: "key" as const,
      value: name,
      message: "not a valid name",
      allowed: labelAllowed,
      remedy: `write ${asLabel(name)}`,
    }));
}

/** What the platform runs under these names for all services, and whom its databases know under them. */
const ownServices: readonly string[] = [
  "acme-challenges",
  "administrator",
  "backup",
  "ingress",
  "mariadb",
  "postgres",
  "postgresql",
  "registry",
];

/** Names that become parts of host names, file names and resource names. */
export function names(draft: Draft, { kinds }: Pick<CheckContext, "kinds">): CheckFinding[] {
  const keys = (map: object | undefined): string[] => Object.keys(map ?? {});
  const members = draft["ruche:members"];
  return [
    ...wrongNames(["ruche:machines", "hosts"], keys(draft["ruche:machines"]?.hosts)),
    ...wrongNames(["ruche:storage"], keys(draft["ruche:storage"])),
    ...wrongNames(["ruche:services"], keys(draft["ruche:services"])),
    ...keys(draft["ruche:services"])
      .filter((name) => ownServices.includes(name))
      .map(
        (name): CheckFinding => ({
          path: ["ruche:services", name],
          at: "key",
          value: name,
          message: "a name of the platform itself",
          allowed: `any name but ${ownServices.join(", ")}`,
          remedy: "give the service another name",
        }),
      ),
    ...namesOfCompanions(draft, kinds),
    ...wrongNames(["ruche:backup", "repositories"], keys(draft["ruche:backup"]?.repositories)),
    ...(Array.isArray(members)
      ? items(members as (string | undefined)[]).flatMap(([index, name]) =>
          wrongMember(["ruche:members", index], "value", name),
        )
      : keys(members).flatMap((name) => wrongMember(["ruche:members", name], "key", name))),
  ];
}

/** A name in the cluster, and what runs under it. */
interface ClusterName {
  readonly name: string;
  readonly service: string;
  /** Absent for the container that people reach. */
  readonly companion?: string;
}

/** All names in the cluster that services of an environment take: first their own, then those of their companions. */
function clusterNames(draft: Draft, kinds: readonly Kind[]): ClusterName[] {
  const services = entries(draft["ruche:services"]);
  return [
    ...services.map(([service]) => ({ name: service, service })),
    ...services.flatMap(([service, { kind } = {}]) =>
      (kinds.find((known) => known.kind === kind)?.companions ?? []).map((companion) => ({
        name: companionName(service, companion),
        service,
        companion,
      })),
    ),
  ];
}

/** Services of which a companion has no name of its own, or none that a host may have. */
function namesOfCompanions(draft: Draft, kinds: readonly Kind[]): CheckFinding[] {
  const all = clusterNames(draft, kinds);
  const finding = ({ service }: ClusterName, message: string, allowed = "any other name"): CheckFinding => ({
    path: ["ruche:services", service],
    at: "key",
    value: service,
    message,
    allowed,
    remedy: "give the service another name",
  });
  return all.flatMap((one, index) => {
    const { name, service, companion } = one;
    const same = all.findIndex((other) => other.name === name && other.service !== service);
    const other = all[same];
    if (companion === undefined)
      return other ? [finding(one, `a name under which a part of ${other.service} runs`)] : [];
    if (ownServices.includes(name))
      return [finding(one, `its part ${companion} would have the platform's own name ${name}`)];
    if (name.length > 63 && isLabel(service)) {
      const most = `${63 - companion.length - 1} characters at most`;
      return [finding(one, `its part ${companion} would have a name of ${name.length} characters`, most)];
    }
    return other?.companion !== undefined && same < index
      ? [finding(one, `its part ${companion} would have the name ${name}, as a part of ${other.service} has`)]
      : [];
  });
}

/** People's names go into password files, where a colon or a space would end them. */
function wrongMember(path: Path, at: "key" | "value", name: string): CheckFinding[] {
  if (/^[a-z0-9]([a-z0-9._-]{0,62})$/.test(name)) return [];
  return [
    {
      path,
      at,
      value: name,
      message: "not a valid name of a person",
      allowed: "lower-case letters, digits, dot, hyphen, underscore",
      remedy: `write ${asLabel(name)}`,
    },
  ];
}

/** The domain, and the host names and paths of services. */
export function addresses(draft: Draft): CheckFinding[] {
  const found: CheckFinding[] = [];
  const domain = draft["ruche:domain"];
  if (domain !== undefined && !isDomain(domain)) {
    found.push({
      path: ["ruche:domain"],
      message: "not a domain name",
      allowed: "a domain name in lower case, with a dot: example.org",
      remedy: "write the domain without https:// and without a path",
    });
  }
  for (const [name, service] of entries(draft["ruche:services"])) {
    const path = ["ruche:services", name];
    if (service?.host !== undefined && !isDomain(service.host)) {
      found.push({
        path: [...path, "host"],
        message: "not a host name",
        allowed: "a host name in lower case: wiki.example.org",
        remedy: "write the name without https:// and without a path",
      });
    }
    if (service?.path !== undefined && !/^\/([A-Za-z0-9._~-]+(\/[A-Za-z0-9._~-]+)*)?$/.test(service.path)) {
      found.push({
        path: [...path, "path"],
        message: "not a path prefix",
        allowed: "/ or /name or /name/name",
        remedy: `write /${service.path.replace(/^\/+|\/+$|[^A-Za-z0-9._~/-]/g, "")}`,
      });
    }
  }
  return found;
}
