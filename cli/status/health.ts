import { request } from "node:https";
import type { TLSSocket } from "node:tls";
import { clusterOf } from "../../drivers";
import { answers as answersBySsh, printedOnFirst } from "../../drivers/reach/reach";
import { answeringFor, type ServiceSummary, type StackSummary } from "../../model/summary";

/** How an environment is, seen from this computer. */
export interface Health {
  readonly machines: readonly { readonly name: string; readonly address: string; readonly reachable: boolean }[];
  readonly services: readonly ServiceHealth[];
  /** Of host names, where certificates come from an ACME authority. A service answers without one as well. */
  readonly certificates?: readonly CertificateHealth[];
  /** Everything reachable, healthy and complete. */
  readonly asDeclared: boolean;
}

/** How a service is. */
export interface ServiceHealth extends Pick<ServiceSummary, "ports"> {
  readonly name: string;
  readonly kind: string;
  readonly url: string | null;
  readonly exposure: string;
  /** It answers through the ingress, and as many copies run as are wanted. */
  readonly healthy: boolean;
  readonly replicas: { readonly wanted: number; readonly running: number };
}

/** How a host name's certificate by ACME is. */
export interface CertificateHealth {
  readonly host: string;
  /** False: the platform's own certificate is served until there is one. */
  readonly issued: boolean;
  readonly until: string | null;
  /** Why the authority's last answer was none; null when all is well. */
  readonly problem: string | null;
}

/** Asks every machine and every service, all at once. */
export async function observe(summary: StackSummary): Promise<Health> {
  return (await look(summary)).health;
}

/** Observes until everything is well or the time is up; gives the last observation. */
export async function untilWell(summary: StackSummary, withinSeconds: number): Promise<Health> {
  const end = Date.now() + withinSeconds * 1000;
  for (;;) {
    const { health, replacing } = await look(summary);
    if ((health.asDeclared && !replacing) || Date.now() > end) return health;
    await new Promise((next) => setTimeout(next, 300));
  }
}

/** Name of the ingress in the cluster. */
const ingress = "ingress";

/**
 * How everything is, and whether the cluster is replacing the ingress, one machine after the other: the machine that is
 * asked may be the one whose turn comes last.
 */
async function look(summary: StackSummary): Promise<{ readonly health: Health; readonly replacing: boolean }> {
  const [machines, running, certificates] = await Promise.all([
    Promise.all(
      summary.machines.map(async (machine) => ({
        name: machine.name,
        address: machine.ssh.host,
        reachable: await answersBySsh(summary, machine),
      })),
    ),
    clusterOf(summary)?.running(),
    summary.certificates === "acme" ? certificatesOf(summary) : undefined,
  ]);
  const up = new Set(machines.flatMap(({ name, reachable }) => (reachable ? [name] : [])));
  const entrance = summary.entrances.find(({ machine }) => machine === null || up.has(machine))?.address;
  const services = await Promise.all(
    summary.services.map(
      async ({ name, kind, url, exposure, replicas: declared, readyPath, companions = [], ports }) => {
        const copies = running?.copies.get(name) ?? 0;
        const answers =
          url === null || (entrance !== undefined && (await answersAt(entrance, url, readyPath, summary)));
        return {
          name,
          kind,
          url,
          exposure,
          healthy: answers && copies >= declared && companions.every((name) => (running?.copies.get(name) ?? 0) > 0),
          replicas: { wanted: declared, running: copies },
          ...(ports ? { ports } : {}),
        };
      },
    ),
  );
  const asDeclared = machines.every((machine) => machine.reachable) && services.every(({ healthy }) => healthy);
  return {
    health: { machines, services, ...(certificates ? { certificates } : {}), asDeclared },
    replacing: running?.replacing.has(ingress) ?? false,
  };
}

async function certificatesOf(summary: StackSummary): Promise<CertificateHealth[]> {
  const listed =
    (await printedOnFirst(summary, answeringFor(summary), "/usr/local/sbin/ruche-certificates report")) ?? "";
  return listed
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [host = "", state, until, problem] = line.split("\t");
      return { host, issued: state === "issued", until: until || null, problem: problem || null };
    });
}

/** Whether a service answers through the ingress; one that asks for a password has answered. */
function answersAt(
  address: string,
  url: string,
  path: string,
  { authority, certificates }: StackSummary,
): Promise<boolean> {
  const { hostname } = new URL(url);
  // What an ACME authority is trusted by is the business of browsers; the report tells whether its certificate is
  // served.
  return new Promise((resolve) => {
    const asked = request(
      {
        host: address,
        servername: hostname,
        headers: { host: hostname },
        path,
        ca: authority ?? undefined,
        rejectUnauthorized: certificates !== "acme",
        timeout: 1500,
        agent: false,
      },
      (response) => {
        response.resume();
        const named =
          certificates !== "acme" ||
          (response.socket as TLSSocket).getPeerX509Certificate()?.checkHost(hostname) !== undefined;
        resolve(named && (response.statusCode! < 400 || response.statusCode === 401));
      },
    );
    asked
      .once("error", () => resolve(false))
      .once("timeout", () => {
        asked.destroy();
        resolve(false);
      })
      .end();
  });
}
