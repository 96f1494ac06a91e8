import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { evidencePath, type Evidence } from "../../components/core/evidence";
import type { StackSummary } from "../../stacks/summary";
import { manage } from "../remote";
import { root } from "../workspace";

/** What the runner says of a service. Moments are seconds since 1970. */
export interface RunnerReport {
  readonly service: string;
  readonly plan: { readonly rpoSeconds: number; readonly intervalSeconds: number; readonly snapshots: number; readonly lateAfterSeconds: number; readonly budgetBytes: number };
  readonly last: { readonly run: string; readonly at: number; readonly seconds: number; readonly bytes: number; readonly machine: string } | null;
  readonly failure: { readonly at: number; readonly why: string; readonly machine: string; readonly times: number } | null;
  readonly late: boolean;
  /** A restore has begun and not ended. */
  readonly restoring: boolean;
  /** It is stopped until its database is in another server. */
  readonly held: boolean;
  readonly now: number;
}

/** How a service's backups are. */
export interface BackupHealth extends RunnerReport {
  /** Age of the newest backup in seconds; null where there is none. */
  readonly ageSeconds: number | null;
  /** The last drill, as its evidence says; its signature is the policies' business. */
  readonly drill: { readonly at: string; readonly passed: boolean } | null;
}

/** How the backups of an environment are; nothing where it has none. Undefined when no machine of the cluster could say. */
export async function backupsOf(environment: string, summary: StackSummary): Promise<readonly BackupHealth[] | undefined> {
  if (!summary.backup) return [];
  const text = await manage(summary, "/usr/local/sbin/ruche-backup report");
  return text?.split("\n").filter(Boolean).map((line): BackupHealth => {
    const report = JSON.parse(line) as RunnerReport;
    return { ...report, ageSeconds: report.last && report.now - report.last.at, drill: lastDrill(environment, report.service) };
  });
}

function lastDrill(environment: string, service: string): BackupHealth["drill"] {
  const file = join(root, evidencePath(environment, service));
  if (!existsSync(file)) return null;
  try {
    const { record: { at, passed } } = JSON.parse(readFileSync(file, "utf8")) as Evidence;
    return { at, passed };
  } catch {
    return null;
  }
}
