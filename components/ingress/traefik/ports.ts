import { stringify } from "yaml";
import type { PortNumber } from "../../../model/rules/openedPort";
import type { PortRoute } from "../ports";
import { entryPoint } from "./options";

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
