import { type Descriptor, descriptorKinds } from "../descriptor";

/** A resource of a stack: planned, deployed or judged by a policy. Its inputs are plain; what is unknown is missing. */
export interface ReviewedResource {
  readonly urn: string;
  readonly type: string;
  /** URN of the parent. */
  readonly parent?: string;
  readonly inputs: unknown;
}

/** A port on the machines of the cluster that leads into a container. */
export interface PublishedPort {
  /** URN of what publishes it. */
  readonly urn: string;
  /** Name of what publishes it. */
  readonly resource: string;
  /** The service it belongs to, as its component says; none where it has no component of ours. */
  readonly service: string | undefined;
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

/** The type of what runs in a swarm. */
const swarmService = "docker:index/service:Service";

/** Whether a review looks at resources of this type. */
export const isReviewed = (type: string): boolean => type.startsWith("ruche:") || type === swarmService;

/** The facts of a stack: a pure function of its resources, in any order. */
export function factsOf(resources: readonly ReviewedResource[]): Facts {
  const described = new Map(
    resources.flatMap(({ urn, type, inputs }) =>
      type.startsWith("ruche:") && isDescriptor(inputs) ? [[urn, inputs] as const] : [],
    ),
  );
  return {
    descriptors: [...described.values()],
    published: resources
      .filter(({ type }) => type === swarmService)
      .flatMap((resource) => publishedBy(resource, described)),
  };
}

function isDescriptor(inputs: unknown): inputs is Descriptor {
  return (
    typeof inputs === "object" &&
    inputs !== null &&
    (descriptorKinds as readonly unknown[]).includes((inputs as { kind?: unknown }).kind)
  );
}

/** The part of a swarm service's inputs that is read here. */
interface ServiceInputs {
  readonly endpointSpec?: {
    readonly ports?: readonly {
      readonly publishedPort?: unknown;
      readonly targetPort?: unknown;
      readonly protocol?: unknown;
    }[];
  };
  readonly taskSpec?: { readonly containerSpec?: { readonly args?: readonly unknown[] } };
}

function publishedBy(
  { urn, parent, inputs }: ReviewedResource,
  described: ReadonlyMap<string, Descriptor>,
): PublishedPort[] {
  const { endpointSpec, taskSpec } = (inputs ?? {}) as ServiceInputs;
  const args = listOf(taskSpec?.containerSpec?.args).filter((arg): arg is string => typeof arg === "string");
  const owner = parent === undefined ? undefined : described.get(parent);
  return listOf(endpointSpec?.ports).flatMap((item) => {
    const { publishedPort, targetPort, protocol } = (item ?? {}) as {
      publishedPort?: unknown;
      targetPort?: unknown;
      protocol?: unknown;
    };
    const port = Number(publishedPort);
    // Without a number Docker takes a free one: EXP-001 speaks of that.
    if (!Number.isInteger(port) || port <= 0) return [];
    return [
      {
        urn,
        resource: urn.split("::").at(-1)!,
        service: owner?.kind === "service" ? owner.service : undefined,
        port,
        protocol: protocol === "udp" ? ("udp" as const) : ("tcp" as const),
        redirects: redirectsAt(Number(targetPort), args),
      },
    ];
  });
}

/** Whether Traefik's entry point on this port sends everything to HTTPS. */
function redirectsAt(port: number, args: readonly string[]): boolean {
  const entry = args
    .map((arg) => /^--entrypoints\.([^.]+)\.address=:(\d+)(?:\/tcp)?$/i.exec(arg))
    .find((match) => Number(match?.[2]) === port);
  return entry != null && args.includes(`--entrypoints.${entry[1]}.http.redirections.entrypoint.to=https`);
}

/** A list of a stranger's inputs, whatever they are. */
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
