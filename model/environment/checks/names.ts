import { companionName } from "../../rules/companion";
import {
  isLabel,
  ownServices,
  wrongDomain,
  wrongHost,
  wrongLabel,
  wrongPath,
  wrongPerson,
  wrongServiceName,
} from "../../rules/names";
import type { Objection } from "../../rules/objection";
import { nameTaken, partNamedAs, partNamedAsPlatform, runsPartOf } from "../../rules/taken";
import type { CheckContext, Draft, Kind } from "../draft";
import { entries, items } from "../draft";
import type { CheckFinding, Path } from "../mistake";
import { found } from "./references";

/** What a rule says of the keys of a map. */
function keysOf(path: Path, map: object | undefined, rule: (name: string) => Objection | undefined): CheckFinding[] {
  return Object.keys(map ?? {}).flatMap((name) => found([...path, name], rule(name), { at: "key", value: name }));
}

/** Names that become parts of host names, file names and resource names. */
export function names(draft: Draft, { kinds }: Pick<CheckContext, "kinds">): CheckFinding[] {
  const members = draft["ruche:members"];
  const secretsOf = (service: string): readonly string[] => {
    const { secrets = [], database } =
      kinds.find(({ kind }) => kind === draft["ruche:services"]?.[service]?.kind) ?? {};
    return database === undefined ? secrets : [...secrets, "database"];
  };
  return [
    ...keysOf(["ruche:machines", "hosts"], draft["ruche:machines"]?.hosts, wrongLabel),
    ...keysOf(["ruche:storage"], draft["ruche:storage"], wrongLabel),
    ...keysOf(["ruche:services"], draft["ruche:services"], (name) => wrongServiceName(name, secretsOf(name))),
    ...namesOfCompanions(draft, kinds),
    ...keysOf(["ruche:backup", "repositories"], draft["ruche:backup"]?.repositories, wrongLabel),
    ...(Array.isArray(members)
      ? items(members as (string | undefined)[]).flatMap(([index, name]) =>
          found(["ruche:members", index], wrongPerson(name), { value: name }),
        )
      : keysOf(["ruche:members"], members, wrongPerson)),
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
  const finding = ({ service }: ClusterName, objection: Objection | undefined): CheckFinding[] =>
    found(["ruche:services", service], objection, { at: "key", value: service });
  return all.flatMap((one, index) => {
    const { name, service, companion } = one;
    const same = all.findIndex((other) => other.name === name && other.service !== service);
    const other = all[same];
    if (companion === undefined) return finding(one, other && runsPartOf(other.service));
    if (ownServices.includes(name)) return finding(one, partNamedAsPlatform(companion, name));
    if (name.length > 63 && isLabel(service)) {
      const most = `${63 - companion.length - 1} characters at most`;
      return finding(one, nameTaken(`its part ${companion} would have a name of ${name.length} characters`, most));
    }
    return other?.companion !== undefined && same < index
      ? finding(one, partNamedAs(companion, name, `a part of ${other.service}`))
      : [];
  });
}

/** The domain, and the host names and paths of services. */
export function addresses(draft: Draft): CheckFinding[] {
  const domain = draft["ruche:domain"];
  return [
    ...(domain === undefined ? [] : found(["ruche:domain"], wrongDomain(domain))),
    ...entries(draft["ruche:services"]).flatMap(([name, { host, path } = {}]) => [
      ...(host === undefined ? [] : found(["ruche:services", name, "host"], wrongHost(host))),
      ...(path === undefined ? [] : found(["ruche:services", name, "path"], wrongPath(path))),
    ]),
  ];
}
