import type { ExposureLevel, RouteDescriptor } from "../descriptor";
import { UserError } from "../errors";

/** Exposures by which people come in through the ingress. */
const routed: readonly ExposureLevel[] = ["members", "public"];

/** Whether people reach what has this exposure through the ingress. */
export const hasRoute = (exposure: ExposureLevel): boolean => routed.includes(exposure);

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
  if (exposure === "vpn") {
    throw new UserError(
      `${service}: exposure`,
      exposure,
      "nobody, cluster, members or public",
      "There is no VPN yet. Use members, or cluster until there is one.",
    );
  }
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
