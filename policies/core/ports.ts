import type { ExposureLevel } from "../../model/descriptor";
import type { Resource } from "./policy";
import { types } from "./resource";
import { at, itemsOf, Unknown, type Value } from "./value";

/** A port on a machine that leads into a container. */
export interface ContainerPort {
  readonly published: number;
  readonly target: number | undefined;
}

/** The ports that a Docker service or container publishes, and what of them is not known. */
export function publishedPorts(resource: Resource): { ports: ContainerPort[]; unknowns: Unknown[] } {
  const service = resource.type === types.dockerService;
  const list = service ? at(resource.props, "endpointSpec", "ports") : at(resource.props, "ports");
  if (list instanceof Unknown) return { ports: [], unknowns: [list] };
  const ports: ContainerPort[] = [];
  const unknowns: Unknown[] = [];
  for (const item of itemsOf(list)) {
    const published = at(item, service ? "publishedPort" : "external");
    const target = at(item, service ? "targetPort" : "internal");
    if (published instanceof Unknown) unknowns.push(published);
    // Without a number Docker takes a free port: 0 says "some port".
    else
      ports.push({
        published: numberOf(published) ?? 0,
        target: target instanceof Unknown ? undefined : numberOf(target),
      });
  }
  return { ports, unknowns };
}

/** Exposures that let somebody in from outside the cluster. */
export const outside: readonly ExposureLevel[] = ["vpn", "members", "public"];

function numberOf(value: Value): number | undefined {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}
