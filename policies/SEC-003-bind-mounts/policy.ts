import { behindVolume, type Mount, partsOf, reachesEngine } from "../../model/cluster";
import type { Unknown } from "../../model/inputs";
import { isMachine } from "../../model/machines";
import { isBelow, isOfSystem } from "../../model/rules/systemPaths";
import { type JudgedStack, notJudged, type Policy, type PolicyFinding, violation } from "../core/policy";
import { runs, types, unknownIn } from "../core/resource";

const remedy = "declare the path in the service's state, so that it lies on a volume";

/** Where the ingress finds the routes, which are files of each machine: told by where it is made. */
const routes = "/etc/ruche/ingress";

/** What is said of a mount that is not allowed. */
const found: Readonly<Record<Mount["kind"], (source: string) => string>> = {
  bind: (source) => `it mounts ${source} of its machine`,
  volume: (source) => `it keeps files in ${source}, a volume that Docker keeps on one machine`,
  container: (source) => `it sees the files of the container ${source}`,
};

/** Files of a machine inside a container. */
export const bindMounts: Policy = {
  id: "SEC-003",
  title: "A container sees the volumes' files and no others of its machine",
  why:
    "A directory of the machine hands over what lies there: keys, other services' data, the system. " +
    "And what a service writes outside of the volumes is on one machine alone and in no backup.",
  severity: "high",
  remedy,
  applies: (resource, { tier }) =>
    runs(resource)
      ? !(tier === "development" && isMachine(resource))
      : behindVolume(resource.type, resource.props).length > 0,
  stackRule(resource, stack): PolicyFinding[] {
    const { known: mounts, unknowns } = partsOf(
      resource.workload?.mounts ?? behindVolume(resource.type, resource.props),
    );
    const { places, unknown } = stack.once(volumes);
    const allowed = resource.parentType === types.ingress ? [...places, routes] : places;
    // The engine's socket, and what holds it, is SEC-001's business, which judges what runs.
    const outside = mounts.filter(
      ({ kind, source }) =>
        kind !== "bind" ||
        (!(runs(resource) && reachesEngine(source)) && !allowed.some((place) => isBelow(source, place))),
    );
    return [
      ...unknowns.map((hidden) => notJudged(resource, hidden)),
      ...(outside.length > 0 && unknown !== undefined
        ? [notJudged(resource, unknown)]
        : outside.map(({ kind, source }) =>
            violation(
              resource,
              found[kind](source),
              places.length === 0
                ? "directories of a volume, and there is none in this stack"
                : `directories below ${places.join(", ")}`,
              remedy,
            ),
          )),
    ];
  },
};

/** Where the volumes are mounted. */
function volumes(stack: JudgedStack): { readonly places: readonly string[]; readonly unknown: Unknown | undefined } {
  const all = stack.of("volume");
  return {
    places: all
      .flatMap(({ descriptor }) => (descriptor?.kind === "volume" && descriptor.mount ? [descriptor.mount] : []))
      .filter((mount) => !isOfSystem(mount)),
    unknown: all.flatMap((resource) => unknownIn(resource, "mount") ?? [])[0],
  };
}
