import type { DeclaredWorkload } from "../../model/cluster";
import { ofKind } from "../../model/descriptor";
import { at, knownOf, Unknown, unknownsIn, type Value } from "../../model/inputs";
import { type Loss, singleLosses } from "../../model/review/blastRadius";
import { type ExposureMatrix, exposureMatrix } from "../../model/review/exposure";
import { type Facts, factsOf, isReviewed } from "../../model/review/facts";
import { platformsOf } from "../../model/review/platforms";
import type { Way } from "../../model/review/way";
import type { JudgedStack, Resource } from "./policy";
import { clusterWorkload } from "./resource";

/**
 * What previews, reports and the check from outside look at, of the stack that is judged. What is unknown is left out.
 */
function reviewed({ resources }: JudgedStack): Facts {
  return factsOf(
    resources
      .filter(({ type }) => isReviewed(type))
      .map(({ urn, type, parentUrn, props, workload }) => ({
        urn,
        type,
        parent: parentUrn,
        inputs: workload === undefined ? knownOf(props) : undefined,
        workload,
      })),
  );
}

/** Who can reach what; asked by `stack.once`. */
export const exposureOf = (stack: JudgedStack): ExposureMatrix => exposureMatrix(stack.once(reviewed));

/** Where a way of a service leads, in words. */
export const placeOf = ({ name, host, path, port, protocol }: Way): string =>
  name === undefined ? `${host ?? ""}${path ?? ""} on port ${port}` : `its ${name} on port ${port}/${protocol}`;

/** What each failure domain takes along, by the name of the cluster; asked by `stack.once`. */
export const lossesOf = (stack: JudgedStack): ReadonlyMap<string, readonly Loss[]> =>
  new Map(
    platformsOf(stack.once(reviewed)).flatMap((platform) =>
      ofKind(platform.descriptors, "cluster").map(({ cluster }) => [cluster, singleLosses(platform)] as const),
    ),
  );

/** The first thing that the matrix misses: a port, what the ingress does with it, or who may use a machine's ports. */
export function unknownExposure(stack: JudgedStack): Unknown | undefined {
  return firstUnknown(stack, (resource) => {
    const { descriptor, props } = resource;
    const workload = clusterWorkload(resource);
    if (workload !== undefined) return portsAndArguments(workload);
    if (descriptor?.kind === "firewall")
      return ["machine", "publicPorts", "publicUdpPorts"].map((key) => at(props, key));
    if (descriptor?.kind === "cluster") return [at(props, "managers"), at(props, "workers")];
    return [];
  });
}

/** Arguments matter where ports are published: they say whether HTTP redirects. */
function portsAndArguments({ ports, arguments: words }: DeclaredWorkload): Value[] {
  const parts = ports.flatMap((port) =>
    port instanceof Unknown ? [port] : [port.published, port.target, port.protocol],
  );
  return ports.length > 0 ? [...parts, words] : parts;
}

/** The first firewall whose machine is not known. */
export function unknownGuard(stack: JudgedStack): Unknown | undefined {
  return firstUnknown(stack, ({ descriptor, props }) =>
    descriptor?.kind === "firewall" ? [at(props, "machine")] : [],
  );
}

/** The first thing that a loss depends on and that is not known. */
export function unknownPlacement(stack: JudgedStack): Unknown | undefined {
  return firstUnknown(stack, ({ descriptor, props }) =>
    descriptor === undefined || !["machines", "volume", "cluster"].includes(descriptor.kind) ? [] : [props],
  );
}

const firstUnknown = (
  { resources }: JudgedStack,
  of: (resource: Resource) => readonly Value[],
): Unknown | undefined => {
  for (const resource of resources)
    for (const value of of(resource)) for (const unknown of unknownsIn(value)) return unknown;
  return undefined;
};
