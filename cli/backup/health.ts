import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Inquiry } from "../../drivers/contracts/inquiry";
import { all, findOut } from "../../drivers/reach/ask";
import { printedOn } from "../../drivers/reach/reach";
import { type Evidence, evidencePath } from "../../model/evidence";
import { answeringFor, type StackSummary } from "../../model/summary";
import { root } from "../clone";

/** Where the runner of backups lies on each machine of a cluster. */
export const runnerPath = "/usr/local/sbin/ruche-backup";

/** What the runner says of a service. Moments are seconds since 1970. */
export interface RunnerReport {
  readonly service: string;
  readonly plan: {
    readonly rpoSeconds: number;
    readonly intervalSeconds: number;
    readonly snapshots: number;
    readonly lateAfterSeconds: number;
    readonly budgetBytes: number;
  };
  readonly last: {
    readonly run: string;
    readonly at: number;
    readonly seconds: number;
    readonly bytes: number;
    readonly machine: string;
  } | null;
  readonly failure: {
    readonly at: number;
    readonly why: string;
    readonly machine: string;
    readonly times: number;
  } | null;
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

/**
 * How the backups of an environment are; nothing where it has none. Undefined when no machine of the cluster could say.
 */
export const backupsOf = (environment: string, summary: StackSummary): Promise<readonly BackupHealth[] | undefined> =>
  findOut(summary, backupsInquiry(environment, summary));

/** The same, to be asked together with others. */
export const backupsInquiry = (
  environment: string,
  summary: StackSummary,
): Inquiry<readonly BackupHealth[] | undefined> =>
  summary.backup
    ? {
        questions: [{ machines: answeringFor(summary), program: `${runnerPath} report` }],
        read: ([text]) =>
          text
            ?.split("\n")
            .filter(Boolean)
            .map((line): BackupHealth => {
              const report = JSON.parse(line) as RunnerReport;
              return {
                ...report,
                ageSeconds: report.last && report.now - report.last.at,
                drill: lastDrill(environment, report.service),
              };
            }),
      }
    : { questions: [], read: () => [] };

/** Machines of the cluster that answer and have no runner: they were made anew, and nothing was done on them yet. */
export async function withoutRunner(summary: StackSummary, ask: typeof printedOn = printedOn): Promise<string[]> {
  const look = `if [ -e ${runnerPath} ]; then echo there; else echo blank; fi`;
  const said = await Promise.all(
    answeringFor(summary).map(async (machine) => [machine, (await ask(summary, machine, look))?.trim()] as const),
  );
  return said.flatMap(([machine, word]) => (word === "blank" ? [machine] : []));
}

/** How a repository is, as the machine says on which it lies. Sizes are bytes, moments seconds since 1970. */
export interface RepositoryHealth {
  readonly name: string;
  readonly machine: string;
  /** False: its machine did not answer, and the rest is not known. */
  readonly answers: boolean;
  readonly size?: number;
  readonly free?: number;
  /** Below so much free space nothing is added. */
  readonly reserve?: number;
  /** The last time that what lies there was read and compared; null before the first. */
  readonly check?: { readonly at: number; readonly well: boolean; readonly said: string } | null;
  /** It answers, has room, and its last check found no damage. */
  readonly well: boolean;
}

/** How the repositories of an environment are. */
export const repositoriesInquiry = (summary: StackSummary): Inquiry<readonly RepositoryHealth[]> =>
  all(
    (summary.backup?.repositories ?? []).map(({ name, machine }) => ({
      questions: [{ machines: [machine], program: `/usr/local/sbin/ruche-backup-repository report ${name}` }],
      read: ([said]) => repositoryIn(name, machine, said),
    })),
  );

function repositoryIn(name: string, machine: string, said: string | undefined): RepositoryHealth {
  if (said === undefined) return { name, machine, answers: false, well: false };
  const report = JSON.parse(said) as Required<Pick<RepositoryHealth, "size" | "free" | "reserve">> & {
    check: { at: number; well: boolean; said: string } | null;
  };
  return {
    name,
    machine,
    answers: true,
    ...report,
    well: report.free > report.reserve && report.check?.well !== false,
  };
}

function lastDrill(environment: string, service: string): BackupHealth["drill"] {
  const file = join(root, evidencePath(environment, service));
  if (!existsSync(file)) return null;
  try {
    const {
      record: { at, passed },
    } = JSON.parse(readFileSync(file, "utf8")) as Evidence;
    return { at, passed };
  } catch {
    return null;
  }
}
