/** What a port is known for. */
export interface KnownPort {
  readonly port: number;
  /** The last one, if it is a range. */
  readonly lastPort?: number;
  readonly protocol: "tcp" | "udp";
  /** What usually listens there. */
  readonly name: string;
  /**
   * `management`: whoever reaches it owns the machine, or all of them. `ingress`: that of a platform listens there.
   */
  readonly purpose: "management" | "ingress" | "registry" | "database" | "service";
}

/** Ports of TCP that are known for one purpose, by number. */
export const tcp = (purpose: KnownPort["purpose"], ports: Readonly<Record<number, string>>): KnownPort[] =>
  Object.entries(ports).map(([port, name]) => ({ port: Number(port), protocol: "tcp", name, purpose }));
