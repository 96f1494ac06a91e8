import { clusterKnownPorts } from "../cluster";
import { ingressKnownPorts } from "../ingress";
import { storageKnownPorts } from "../storage";
import { type KnownPort, tcp } from "./knownPort";

/** Ports of what platforms are made of, as IANA or the software itself assigns them. */
export const knownPorts: readonly KnownPort[] = [
  ...tcp("management", {
    22: "SSH",
    6443: "Kubernetes management",
    8006: "Proxmox management",
    10250: "Kubernetes node",
  }),
  ...clusterKnownPorts,
  ...storageKnownPorts,
  ...tcp("database", {
    1433: "SQL Server",
    3306: "MariaDB",
    5432: "PostgreSQL",
    6379: "Redis",
    9200: "Elasticsearch",
    11211: "Memcached",
    27017: "MongoDB",
  }),
  ...tcp("ingress", { 80: "HTTP", 443: "HTTPS" }),
  ...tcp("registry", { 5000: "registry", 5001: "registry" }),
  ...tcp("service", {
    21: "FTP",
    23: "Telnet",
    25: "SMTP",
    53: "DNS",
    111: "RPC",
    445: "SMB",
    873: "rsync",
    2049: "NFS",
    3000: "an application",
    8000: "an application",
    8065: "Mattermost",
    8081: "an application",
    8443: "an application",
    9000: "an application",
    9001: "Etherpad",
    9090: "Prometheus",
    9100: "a machine's measurements",
  }),
  ...ingressKnownPorts,
];

/**
 * The name of a port that is known for one of these purposes; undefined for any other. A port of TCP bears the names of
 * both protocols: nobody expects something else behind the number. UDP has many ports of its own.
 */
const nameFor = (
  port: number,
  protocol: KnownPort["protocol"],
  purposes: readonly KnownPort["purpose"][],
): string | undefined =>
  knownPorts.find(
    ({ port: first, lastPort = first, purpose, protocol: known }) =>
      purposes.includes(purpose) && first <= port && port <= lastPort && (protocol === "tcp" || known === protocol),
  )?.name;

/** The name of a port that administers a platform; undefined for any other. */
export const managementPort = (port: number, protocol: KnownPort["protocol"] = "tcp"): string | undefined =>
  nameFor(port, protocol, ["management"]);

/** What the platform itself has on a port; undefined for one that a service may have. */
export const platformPort = (port: number, protocol: KnownPort["protocol"]): string | undefined =>
  nameFor(port, protocol, ["management", "ingress", "registry"]);

/** What a port is known for, for people; empty where it is for nothing. */
export const portName = (port: number, protocol: KnownPort["protocol"]): string =>
  knownPorts.find((known) => known.port === port && known.protocol === protocol)?.name ?? "";
