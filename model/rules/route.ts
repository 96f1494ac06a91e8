import { type ExposureLevel, exposureLevels, type RouteDescriptor } from "../descriptor";
import { type Objection, refuse } from "./objection";

/** Exposures by which people come in through the ingress. */
const routed: readonly ExposureLevel[] = ["members", "public"];

/** Whether people reach what has this exposure through the ingress. */
export const hasRoute = (exposure: ExposureLevel): boolean => routed.includes(exposure);

/** What is wrong with an exposure; `members` is how many people may come in then, if that is known. */
export function wrongExposure(exposure: ExposureLevel, members?: number): Objection | undefined {
  if (exposure === "vpn")
    return {
      message: "there is no VPN: not available yet in this version",
      allowed: "nobody, cluster, members, public",
      remedy: "use members, which asks for a password",
    };
  if (!exposureLevels.includes(exposure))
    return {
      message: "not a level of exposure",
      allowed: "nobody, cluster, members, public",
      remedy: "choose one of these",
    };
  if (exposure === "members" && members === 0)
    return {
      message: "exposed to members, but there is none",
      allowed: "members with at least one name in ruche:members",
      remedy: "add ruche:members: [name, …]",
    };
  return undefined;
}

/** A path other than `/` for a kind whose pages name each other from the beginning of their host. */
export const cannotServeBelow = (path: string, kind: string): Objection | undefined =>
  path === "/"
    ? undefined
    : {
        message: `a ${kind} does not work below a path: its pages name each other from the beginning of their host`,
        allowed: "/",
        remedy: "remove path, and give the service a host of its own",
      };

/** The host name of a service that names none itself. */
export const usualHost = (service: string, domain: string): string => `${service}.${domain}`;

/** The host name by which each node reaches the platform's registry. */
export const registryHost = (domain: string): string => usualHost("registry", domain);

/** What decides about the way to a service. */
export interface RouteArgs {
  readonly service: string;
  readonly exposure: ExposureLevel;
  readonly host: string;
  readonly path: string;
  /** Who issues the certificate. */
  readonly tls: "own" | "acme";
}

/**
 * The one way to a service; null if it has none from outside.
 *
 * @throws UserError for `vpn`: there is no VPN yet, and any route of the ingress would be open to more people than
 * that.
 */
export function routeOf({ service, exposure, host, path, tls }: RouteArgs): RouteDescriptor | null {
  refuse(`${service}: exposure`, exposure, wrongExposure(exposure));
  if (!hasRoute(exposure)) return null;
  return {
    service,
    exposure,
    host,
    path,
    port: 443,
    authentication: exposure === "members" ? "password" : "none",
    tls,
  };
}

/** What people type to reach a route. */
export const urlOf = ({ host, path }: Pick<RouteDescriptor, "host" | "path">): string => `https://${host}${path}`;
