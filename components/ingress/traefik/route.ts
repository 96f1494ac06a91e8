import { stringify } from "yaml";
import type { RouteDescriptor } from "../../../model/descriptor";
import type { CertificatePair } from "../../../model/secrets/certificate";

/** What the ingress needs to serve a route, apart from secrets. */
export interface Route extends RouteDescriptor {
  /** Where the service listens inside the cluster. */
  readonly backend: { readonly host: string; readonly port: number };
}

/** What makes a route safe. */
export interface RouteSecrets {
  /** PEM, with its key. Absent where it is a file of its own. */
  readonly certificate?: string;
  readonly privateKey?: string;
  /** `name:bcrypt` of everybody who may use it; for `members`. */
  readonly members: readonly string[];
}

/** Host names are quoted by back-ticks in a rule; the schema of names allows none inside them. */
const rule = ({ host, path }: RouteDescriptor): string =>
  path === "/" ? `Host(\`${host}\`)` : `Host(\`${host}\`) && (Path(\`${path}\`) || PathPrefix(\`${path}/\`))`;

/**
 * The route as a file of Traefik's file provider. A file per service: adding one does not touch the others, and
 * Traefik takes it up without a restart.
 */
export function traefikRoute(route: Route, { certificate, privateKey, members }: RouteSecrets): string {
  const { service, authentication, backend } = route;
  // Who comes in is asked first.
  const middlewares = {
    ...(authentication === "password"
      ? { [`${service}-members`]: { basicAuth: { users: [...members].sort(), realm: "members", removeHeader: true } } }
      : {}),
    ...(route.path === "/" ? {} : { [`${service}-path`]: { stripPrefix: { prefixes: [route.path] } } }),
  };
  const names = Object.keys(middlewares);
  return stringify(
    {
      http: {
        routers: {
          [service]: {
            rule: rule(route),
            entryPoints: ["https"],
            service,
            tls: {},
            ...(names.length > 0 ? { middlewares: names } : {}),
          },
        },
        ...(names.length > 0 ? { middlewares } : {}),
        services: { [service]: { loadBalancer: { servers: [{ url: `http://${backend.host}:${backend.port}` }] } } },
      },
      ...(certificate === undefined || privateKey === undefined ? {} : certificates({ certificate, privateKey })),
    },
    { lineWidth: 0 },
  );
}

const certificates = ({ certificate, privateKey }: CertificatePair) => ({
  tls: { certificates: [{ certFile: certificate, keyFile: privateKey }] },
});

/** A certificate as a file of its own. Traefik takes either of two for one host: there must never be both. */
export function certificateFile(pair: CertificatePair): string {
  return stringify(certificates(pair), { lineWidth: 0 });
}
