import { type DeclaredWorkload, workloadOf, workloadTypes } from "../cluster";
import { type Descriptor, descriptorKinds } from "../descriptor";
import { redirectsToHttps } from "../ingress";
import { itemsOf, Unknown } from "../inputs";
import { nameOf } from "../urn";

/** A resource of a stack: planned, deployed or judged by a policy. Its inputs are plain; what is unknown is missing. */
export interface ReviewedResource {
  readonly urn: string;
  readonly type: string;
  /** URN of the parent. */
  readonly parent?: string;
  readonly inputs: unknown;
  /** What it runs, if somebody has read it from the inputs. */
  readonly workload?: DeclaredWorkload | undefined;
}

/** A port on the machines of the cluster that leads into a container. */
export interface PublishedPort {
  /** URN of what publishes it. */
  readonly urn: string;
  /** Name of what publishes it. */
  readonly resource: string;
  /** The service it belongs to, as its component says; none where it has no component of ours. */
  readonly service: string | undefined;
  /** The cluster on whose machines it is, as the component says; none where nobody says so: it may be on any. */
  readonly cluster?: string;
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  /** Everything that comes in is sent to HTTPS, as the ingress's own arguments say. */
  readonly redirects: boolean;
}

/** What a review looks at: what components say of themselves, and beside it what the resources below them do. */
export interface Facts {
  readonly descriptors: readonly Descriptor[];
  readonly published: readonly PublishedPort[];
}

/** Whether a review looks at resources of this type. */
export const isReviewed = (type: string): boolean => type.startsWith("ruche:") || workloadTypes.has(type);

/** The facts of a stack: a pure function of its resources, in any order. */
export function factsOf(resources: readonly ReviewedResource[]): Facts {
  const described = new Map(
    resources.flatMap(({ urn, type, inputs }) =>
      type.startsWith("ruche:") && isDescriptor(inputs) ? [[urn, inputs] as const] : [],
    ),
  );
  return {
    descriptors: [...described.values()],
    published: resources.flatMap((resource) => publishedBy(resource, described)),
  };
}

function isDescriptor(inputs: unknown): inputs is Descriptor {
  return (
    typeof inputs === "object" &&
    inputs !== null &&
    (descriptorKinds as readonly unknown[]).includes((inputs as { kind?: unknown }).kind)
  );
}

function publishedBy(resource: ReviewedResource, described: ReadonlyMap<string, Descriptor>): PublishedPort[] {
  const { urn, type, parent } = resource;
  const workload = workloadTypes.has(type) ? (resource.workload ?? workloadOf(resource)) : undefined;
  if (workload === undefined) return [];
  const owner = parent === undefined ? undefined : described.get(parent);
  const words = itemsOf(workload.arguments).filter((word) => typeof word === "string");
  return workload.ports.flatMap((port): PublishedPort[] => {
    if (port instanceof Unknown || !isPort(port.published)) return [];
    const target = typeof port.target === "number" ? port.target : Number.NaN;
    return [
      {
        urn,
        resource: nameOf(urn),
        service: owner?.kind === "service" ? owner.service : undefined,
        ...(owner?.kind === "service" && owner.cluster !== undefined ? { cluster: owner.cluster } : {}),
        port: port.published,
        protocol: port.protocol === "udp" ? "udp" : "tcp",
        redirects: redirectsToHttps(target, words),
      },
    ];
  });
}

/** Without a number the engine takes a free one: EXP-001 speaks of that. */
const isPort = (port: unknown): port is number => Number.isInteger(port) && (port as number) > 0;
