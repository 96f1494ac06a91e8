import { type PortNumber, portText } from "../../../model/rules/openedPort";

const command = [
  "--entrypoints.http.address=:80",
  "--entrypoints.http.http.redirections.entrypoint.to=https",
  "--entrypoints.http.http.redirections.entrypoint.scheme=https",
  "--entrypoints.http.http.redirections.entrypoint.permanent=true",
  "--entrypoints.https.address=:443",
  "--entrypoints.https.http.tls=true",
  // Traefik's own minute would cut every long upload. Who is slow on purpose ends here as well, only later.
  "--entrypoints.https.transport.respondingtimeouts.readtimeout=1h",
  "--entrypoints.ping.address=127.0.0.1:8082",
  "--ping=true",
  "--ping.entrypoint=ping",
  "--providers.file.directory=/etc/traefik/routes",
  "--providers.file.watch=true",
  // A copy of a service on a host that has just died: ask the next one, soon.
  "--serverstransport.forwardingtimeouts.dialtimeout=2s",
  "--global.checknewversion=false",
  "--global.sendanonymoususage=false",
  "--log.level=WARN",
];

/** The redirection to HTTPS takes everything unless it is told to come after the route of the challenges. */
const redirectLast = "--entrypoints.http.http.redirections.entrypoint.priority=10";

/** Name by which Traefik knows a port of services. */
export const entryPoint = ({ port, protocol }: PortNumber): string => `${protocol}-${port}`;

/** Options with which Traefik listens to more than HTTP. */
const portOptions = (ports: readonly PortNumber[]): string[] => [
  ...ports.map((port) => `--entrypoints.${entryPoint(port)}.address=:${portText(port)}`),
  // A copy of a service on a host that has just died: ask the next one, soon.
  ...(ports.some(({ protocol }) => protocol === "tcp") ? ["--tcpserverstransport.dialtimeout=2s"] : []),
];

/** What Traefik reads at its start alone. */
export const traefikOptions = ({
  acme,
  ports,
}: {
  /** Whether there is a route for challenges of ACME. */
  readonly acme: boolean;
  /** Ports beside 80 and 443. */
  readonly ports: readonly PortNumber[];
}): string[] => [...command, ...(acme ? [redirectLast] : []), ...portOptions(ports)];
