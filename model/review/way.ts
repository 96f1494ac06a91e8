import { type ExposureLevel, exposureLevels, type RouteDescriptor } from "../descriptor";
import { textOrder } from "../order";

/** Who may come. `administration` are the networks from which machines are administered. */
export type Audience = ExposureLevel | "administration";

/** All audiences, the narrowest first. */
export const audiences: readonly Audience[] = ["nobody", "cluster", "administration", ...exposureLevels.slice(2)];

/** One row: one way in, with everything that stands in it. */
export interface Way {
  /** Who gets in, as firewalls and passwords have it. */
  readonly who: Audience;
  /** Who should, where a route says so and it is somebody else. */
  readonly declared?: ExposureLevel;
  /** Networks or machines from which they come; everywhere where it is empty. */
  readonly from: readonly string[];
  readonly protocol: "tcp" | "udp";
  /** Port on the machines; null for a service that has none there. */
  readonly port: number | null;
  /** Last port of a range that begins with `port`. */
  readonly lastPort?: number;
  /** Host name that clients ask for; null for what is no web site. */
  readonly host: string | null;
  /** Path prefix on that host. */
  readonly path: string | null;
  /** Name of the service's port, if it is one for a protocol of its own. */
  readonly name?: string;
  /**
   * `key`: of SSH, or one that all members share; `certificate`: of the client; `address`: of the machine that asks.
   */
  readonly authentication: RouteDescriptor["authentication"] | "key" | "certificate" | "address";
  /** `encrypted`: not by TLS, but by the protocol itself. */
  readonly tls: RouteDescriptor["tls"] | "encrypted";
  /** It only sends everybody to HTTPS. */
  readonly redirects?: true;
  readonly machines: readonly string[];
  /** What answers: a service, a part of the platform, or what is known of the port. */
  readonly service: string;
}

/** A way to a port that is no web site and asks for nothing; what is otherwise is said. */
export const portWay = (
  way: Pick<Way, "who" | "from" | "port" | "machines" | "service"> & Partial<Omit<Way, "host" | "path">>,
): Way => ({ protocol: "tcp", host: null, path: null, authentication: "none", tls: "none", ...way });

/** What a way is known by, whoever may use it. */
export const wayKey = ({ service, host, path, protocol, port }: Way): string =>
  `${host ?? ""} ${path ?? ""} ${port ?? ""}/${protocol} ${service}`;

/** The widest first; then by where it leads. */
export function byOrder(a: Way, b: Way): number {
  const order = audiences.indexOf(b.who) - audiences.indexOf(a.who);
  return order || textOrder(`${wayKey(a)} ${a.machines.join()}`, `${wayKey(b)} ${b.machines.join()}`);
}
