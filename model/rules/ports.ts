/** What a port is known for. */
export interface KnownPort {
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  /** What usually listens there. */
  readonly name: string;
  /** `management`: whoever reaches it owns the machine, or all of them. */
  readonly purpose: "management" | "database" | "registry" | "service";
}

const tcp = (purpose: KnownPort["purpose"], ports: Readonly<Record<number, string>>): KnownPort[] =>
  Object.entries(ports).map(([port, name]) => ({ port: Number(port), protocol: "tcp", name, purpose }));

/** First of the ports that nobody has registered (RFC 6335). GlusterFS takes them for its data, one after the other. */
const firstDynamic = 49152;

/** Ports of what platforms are made of, as IANA or the software itself assigns them. */
export const knownPorts: readonly KnownPort[] = [
  ...tcp("management", {
    22: "SSH",
    2375: "Docker engine",
    2376: "Docker engine",
    2377: "Swarm management",
    7946: "Swarm node discovery",
    24007: "GlusterFS management",
    24008: "GlusterFS management",
    [firstDynamic]: "GlusterFS data",
    49153: "GlusterFS data",
    49154: "GlusterFS data",
    6443: "Kubernetes management",
    8006: "Proxmox management",
    10250: "Kubernetes node",
  }),
  { port: 7946, protocol: "udp", name: "Swarm node discovery", purpose: "management" },
  { port: 4789, protocol: "udp", name: "Swarm overlay network", purpose: "management" },
  ...tcp("database", {
    1433: "SQL Server",
    3306: "MariaDB",
    5432: "PostgreSQL",
    6379: "Redis",
    9200: "Elasticsearch",
    11211: "Memcached",
    27017: "MongoDB",
  }),
  ...tcp("registry", { 5000: "registry", 5001: "registry" }),
  ...tcp("service", {
    21: "FTP",
    23: "Telnet",
    25: "SMTP",
    53: "DNS",
    80: "HTTP",
    111: "RPC",
    443: "HTTPS",
    445: "SMB",
    873: "rsync",
    2049: "NFS",
    3000: "an application",
    8000: "an application",
    8065: "Mattermost",
    8080: "an application, or Traefik's dashboard",
    8081: "an application",
    8082: "Traefik's health",
    8443: "an application",
    9000: "an application",
    9001: "Etherpad",
    9090: "Prometheus",
    9100: "a machine's measurements",
  }),
];

/** The name of a port that administers a platform; undefined for any other. */
export function managementPort(port: number): string | undefined {
  if (port >= firstDynamic) return "GlusterFS data";
  if (port === 4789) return "Swarm overlay network";
  return knownPorts.find((known) => known.port === port && known.purpose === "management")?.name;
}

/** What a port is known for, for people; empty where it is for nothing. */
export const portName = (port: number, protocol: KnownPort["protocol"]): string =>
  knownPorts.find((known) => known.port === port && known.protocol === protocol)?.name ?? "";
