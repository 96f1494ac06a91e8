import { wrongPath } from "../../rules/names";
import { cannotServeBelow, hasRoute, usualHost, wrongExposure } from "../../rules/route";
import { addressTaken } from "../../rules/taken";
import { copiesAllowed } from "../../rules/writers";
import type { CheckContext, Draft } from "../draft";
import { entries } from "../draft";
import type { CheckFinding } from "../mistake";
import { found, unknownName } from "./references";

/** Kinds are those of the catalogue. */
export function kindKnown(draft: Draft, { kinds }: CheckContext): CheckFinding[] {
  const known = kinds.map(({ kind }) => kind);
  return entries(draft["ruche:services"]).flatMap(([name, service]) =>
    service?.kind === undefined
      ? []
      : unknownName(["ruche:services", name, "kind"], service.kind, known, "kind of service"),
  );
}

/** An exposure that would let nobody in, or that cannot be kept yet. */
export function exposureKept(draft: Draft): CheckFinding[] {
  const members = draft["ruche:members"];
  const count = members === undefined ? undefined : Object.keys(members).length;
  return entries(draft["ruche:services"]).flatMap(([name, service]) =>
    service?.exposure === undefined
      ? []
      : found(["ruche:services", name, "exposure"], wrongExposure(service.exposure, count)),
  );
}

/** A path is for kinds that work below one. */
export function pathServed(draft: Draft, { kinds }: CheckContext): CheckFinding[] {
  return entries(draft["ruche:services"]).flatMap(([name, service]) => {
    const kind = kinds.find((candidate) => candidate.kind === service?.kind);
    if (kind === undefined || kind.belowPath === true || service?.path === undefined) return [];
    // A path of the wrong form has been said.
    if (wrongPath(service.path) !== undefined) return [];
    return found(["ruche:services", name, "path"], cannotServeBelow(service.path, kind.kind));
  });
}

/** Two copies of a single-writer service would damage its data. */
export function singleWriter(draft: Draft, { kinds }: CheckContext): CheckFinding[] {
  return entries(draft["ruche:services"]).flatMap(([name, service]) => {
    const kind = kinds.find((candidate) => candidate.kind === service?.kind);
    if (kind === undefined || copiesAllowed(kind.writers, service?.replicas ?? 1)) return [];
    return [
      {
        path: ["ruche:services", name, "replicas"],
        message: `${kind.kind} allows one writer only`,
        allowed: "1",
        remedy: "remove replicas: several copies at once would damage the data",
      },
    ];
  });
}

/** What keeps data says on which volume. */
export function stateHasVolume(draft: Draft, { kinds }: CheckContext): CheckFinding[] {
  const storage = draft["ruche:storage"];
  if (storage === undefined) return [];
  const volumes = Object.keys(storage);
  return entries(draft["ruche:services"]).flatMap(([name, service]): CheckFinding[] => {
    const path = ["ruche:services", name];
    if (service?.volume !== undefined) return unknownName([...path, "volume"], service.volume, volumes, "volume");
    const kind = kinds.find((candidate) => candidate.kind === service?.kind);
    if (kind === undefined || (kind.stateful === false && kind.database === undefined)) return [];
    // Where there is none, `volumeForServices` says so once.
    if (volumes.length > 1) {
      return [
        {
          path: [...path, "volume"],
          message: `missing: there are ${volumes.length} volumes`,
          allowed: volumes.join(", "),
          remedy: "say on which volume its data goes",
        },
      ];
    }
    return [];
  });
}

/** Two services behind the same address: only one would answer. */
export function addressOnce(draft: Draft): CheckFinding[] {
  const domain = draft["ruche:domain"];
  const seen = new Map<string, string>();
  return entries(draft["ruche:services"]).flatMap(([name, service]): CheckFinding[] => {
    if (service?.exposure !== undefined && service.exposure !== "vpn" && !hasRoute(service.exposure)) return [];
    const host = service?.host ?? (domain === undefined ? undefined : usualHost(name, domain));
    if (host === undefined) return [];
    const address = `${host}${service?.path ?? "/"}`;
    const other = seen.get(address);
    if (other === undefined) {
      seen.set(address, name);
      return [];
    }
    const key = service?.host === undefined ? [] : ["host"];
    return found(["ruche:services", name, ...key], addressTaken(other), { value: address });
  });
}

/** Services run on a cluster. */
export function clusterForServices(draft: Draft, present: boolean): CheckFinding[] {
  if (present || Object.keys(draft["ruche:services"] ?? {}).length === 0) return [];
  return [
    {
      path: ["ruche:cluster"],
      message: "missing: there are services, but no cluster to run them",
      allowed: "{ kind: swarm, managers: […] }",
      remedy: "add ruche:cluster",
    },
  ];
}

/** Services need a volume, even those that keep nothing: the registry keeps their images there. */
export function volumeForServices(draft: Draft): CheckFinding[] {
  const storage = draft["ruche:storage"];
  if (
    storage === undefined ||
    Object.keys(storage).length > 0 ||
    Object.keys(draft["ruche:services"] ?? {}).length === 0
  )
    return [];
  return [
    {
      path: ["ruche:storage"],
      message: "missing: there are services, but no volume for their data and images",
      allowed: "one volume or more",
      remedy: "add ruche:storage: { data: { kind: gluster, on: [three machines], replicas: 3, mount: /DATA } }",
    },
  ];
}
