import { stringify } from "yaml";
import type { PortDescriptor } from "../../../model/descriptor";
import { UserError } from "../../../model/errors";
import { numberRefusal, type PortNumber, portText, refuse, takenRefusal } from "../../../model/rules/openedPort";

/** What the ingress needs to hand on what comes to a port. */
export interface PortRoute extends PortDescriptor {
  /** Where the service listens inside the cluster. */
  readonly backend: { readonly host: string; readonly port: number };
}

/** The ports beside 80 and 443 on which an ingress listens, and the services that have them. */
export class IngressPorts {
  /** Each once, in the order of their numbers. */
  readonly all: readonly PortNumber[];
  readonly #services = new Map<string, string>();

  /** @throws UserError for a number that no service can have. */
  constructor(ingress: string, ports: readonly PortNumber[]) {
    for (const { port } of ports) refuse(`Ingress ${ingress}: ports`, port, numberRefusal(port));
    this.all = [...new Map(ports.map((port) => [portText(port), port])).values()].sort(
      (a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1),
    );
  }

  /**
   * Gives a port to a service.
   *
   * @param field - The argument, as the error names it.
   * @throws UserError for a port on which the ingress does not listen, or that another service has.
   */
  give(service: string, field: string, port: PortNumber): void {
    const known = this.all.map(portText);
    if (!known.includes(portText(port)))
      throw new UserError(
        field,
        portText(port),
        known.join(", ") || "nothing: the platform has no ports beside 80 and 443",
        "Name it in `ports` of the platform, and in `publicPorts` of its machines if it is for everybody.",
      );
    const other = this.#services.get(portText(port));
    if (other !== undefined) refuse(field, portText(port), takenRefusal(other));
    this.#services.set(portText(port), service);
  }
}

const entryPoint = ({ port, protocol }: PortNumber): string => `${protocol}-${port}`;

/** Options with which Traefik listens on ports. They are read at its start alone. */
export const portOptions = (ports: readonly PortNumber[]): string[] => [
  ...ports.map((port) => `--entrypoints.${entryPoint(port)}.address=:${portText(port)}`),
  // A copy of a service on a host that has just died: ask the next one, soon.
  ...(ports.some(({ protocol }) => protocol === "tcp") ? ["--tcpserverstransport.dialtimeout=2s"] : []),
];

/** The ports of a service as a file of Traefik's file provider, as routes have one. */
export function traefikPorts(ports: readonly PortRoute[]): string {
  const of = (protocol: PortNumber["protocol"]) => {
    const mine = ports.filter((port) => port.protocol === protocol);
    if (mine.length === 0) return {};
    // Names are those of the entry points, of which each service has its own.
    const each = <T>(value: (port: PortRoute) => T) =>
      Object.fromEntries(mine.map((port) => [entryPoint(port), value(port)] as const));
    return {
      [protocol]: {
        routers: each((port) => ({
          ...(protocol === "tcp" ? { rule: "HostSNI(`*`)" } : {}),
          entryPoints: [entryPoint(port)],
          service: entryPoint(port),
        })),
        services: each(({ backend }) => ({
          loadBalancer: { servers: [{ address: `${backend.host}:${backend.port}` }] },
        })),
      },
    };
  };
  return stringify({ ...of("tcp"), ...of("udp") }, { lineWidth: 0 });
}
