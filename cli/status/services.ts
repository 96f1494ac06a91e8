import type { RunningWorkloads } from "../../drivers/contracts/cluster";
import type { ServiceSummary, StackSummary } from "../../model/summary";
import { silenceAt } from "./entrance";

/** How a service is. */
export interface ServiceHealth extends Pick<ServiceSummary, "ports"> {
  readonly name: string;
  readonly kind: string;
  readonly url: string | null;
  readonly exposure: string;
  /** It answers through the ingress, and as many copies run as are wanted. */
  readonly healthy: boolean;
  readonly replicas: { readonly wanted: number; readonly running: number };
  /** Why it is not healthy; null if it is. */
  readonly reason: string | null;
}

/** What is known of the machines and the cluster once they have answered. */
export interface Surroundings {
  /** Names of the machines that answer. */
  readonly up: ReadonlySet<string>;
  readonly running: RunningWorkloads | undefined;
  /** Why not all copies of these run. */
  readonly why: (workloads: readonly string[]) => Promise<ReadonlyMap<string, string> | undefined>;
}

/** A service that does not answer through the ingress says why not. */
type Silences = ReadonlyMap<string, string | null>;

/** How all services are. They are asked through the first entrance at once, while the machines are asked, too. */
export async function servicesOf(
  summary: StackSummary,
  surroundings: Promise<Surroundings>,
): Promise<readonly ServiceHealth[]> {
  const usual = summary.entrances[0];
  const early = usual && silences(summary, usual.address);
  const { up, running, why } = await surroundings;
  const entrance = summary.entrances.find(({ machine }) => machine === null || up.has(machine));
  const said = entrance && (await (entrance === usual ? early : silences(summary, entrance.address)));
  const lacking = summary.services.flatMap((service) => lackingOf(service, running));
  const reasons = (lacking.length > 0 && running && (await why(lacking))) || new Map<string, string>();
  return summary.services.map((service) => {
    const { name, kind, url, exposure, replicas, ports } = service;
    const silence = said ? (said.get(name) ?? null) : "no machine answers through which people come in";
    const reason = whyIll(service, running, reasons) ?? (url === null ? null : silence);
    return {
      name,
      kind,
      url,
      exposure,
      healthy: reason === null,
      replicas: { wanted: replicas, running: running?.copies.get(name) ?? 0 },
      ...(ports ? { ports } : {}),
      reason,
    };
  });
}

async function silences(summary: StackSummary, address: string): Promise<Silences> {
  return new Map(
    await Promise.all(
      summary.services.map(
        async ({ name, url, readyPath }) =>
          [name, url === null ? null : await silenceAt(address, url, readyPath, summary)] as const,
      ),
    ),
  );
}

/** Workloads of a service of which too few copies run. */
function lackingOf(
  { name, replicas, companions = [] }: ServiceSummary,
  running: RunningWorkloads | undefined,
): string[] {
  const copies = (workload: string): number => running?.copies.get(workload) ?? 0;
  return [...(copies(name) < replicas ? [name] : []), ...companions.filter((companion) => copies(companion) === 0)];
}

function whyIll(
  service: ServiceSummary,
  running: RunningWorkloads | undefined,
  reasons: ReadonlyMap<string, string>,
): string | null {
  const lacking = lackingOf(service, running);
  if (running === undefined && lacking.length > 0) return "no machine of the cluster answers for it";
  if (lacking.length === 0) return null;
  return lacking
    .map((workload) => {
      const copies = running?.copies.get(workload) ?? 0;
      const wanted = workload === service.name ? service.replicas : 1;
      const why = reasons.get(workload);
      return `${copies} of ${wanted} copies of ${workload} run${why ? `; ${why}` : ""}`;
    })
    .join("; ");
}
