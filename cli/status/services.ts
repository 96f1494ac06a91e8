import type { RunningWorkloads } from "../../drivers/contracts/cluster";
import type { ServiceSummary, StackSummary } from "../../model/summary";
import { answerAt, type EntranceAnswer } from "./entrance";

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
  /** When the certificate that it shows ends, ISO 8601; null if it shows none. */
  readonly certificateUntil: string | null;
}

/** What is known of the machines and the cluster once they have answered. */
export interface Surroundings {
  /** Names of the machines that answer. */
  readonly up: ReadonlySet<string>;
  readonly running: RunningWorkloads | undefined;
  /** Why not all copies of these run. */
  readonly why: (workloads: readonly string[]) => Promise<ReadonlyMap<string, string> | undefined>;
}

/** Days before its end from which a certificate should have been renewed. */
const renewedBefore = 30;

/** What services answer through the ingress, by their names. */
type Answers = ReadonlyMap<string, EntranceAnswer>;

/** How all services are. They are asked through the first entrance at once, while the machines are asked, too. */
export async function servicesOf(
  summary: StackSummary,
  surroundings: Promise<Surroundings>,
): Promise<readonly ServiceHealth[]> {
  const usual = summary.entrances[0];
  const early = usual && answers(summary, usual.address);
  const { up, running, why } = await surroundings;
  const entrance = summary.entrances.find(({ machine }) => machine === null || up.has(machine));
  const said = entrance && (await (entrance === usual ? early : answers(summary, entrance.address)));
  const lacking = summary.services.flatMap((service) => lackingOf(service, running));
  const reasons = (lacking.length > 0 && running && (await why(lacking))) || new Map<string, string>();
  return summary.services.map((service) => {
    const { name, kind, url, exposure, replicas, ports } = service;
    const answer = said?.get(name);
    const silence = said ? (answer?.silence ?? null) : "no machine answers through which people come in";
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
      certificateUntil: answer?.until?.toISOString() ?? null,
    };
  });
}

/** Whether a service shows a certificate that ends soon, and that nothing has renewed. */
export const endsSoon = ({ certificateUntil }: Pick<ServiceHealth, "certificateUntil">, now = new Date()): boolean =>
  certificateUntil !== null && Date.parse(certificateUntil) < now.getTime() + renewedBefore * 24 * 3600 * 1000;

async function answers(summary: StackSummary, address: string): Promise<Answers> {
  return new Map(
    await Promise.all(
      summary.services.flatMap(({ name, url, readyPath }) =>
        url === null ? [] : [answerAt(address, url, readyPath, summary).then((answer) => [name, answer] as const)],
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
