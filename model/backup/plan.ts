import { createHash } from "node:crypto";
import type { BackupPlan } from "../descriptor";
import { UserError } from "../errors";

export type { BackupPlan };

/** What an environment wants of its backups. */
export type BackupGoals = Pick<BackupPlan, "rpoSeconds" | "keepSeconds">;

/** Something that is backed up, for the estimate of its size. */
export interface PlannedItem {
  readonly kind: "files" | "database";
  /** Its size in bytes, where it is known. Default: `assumed[kind].bytes`. */
  readonly bytes?: number;
}

/** What a plan is made from. */
export interface BackupPlanArgs {
  /** Name of the environment: with the service's it decides where in the hour a backup starts. */
  readonly environment: string;
  readonly service: string;
  /** All that must survive of the service; at least one item. */
  readonly items: readonly PlannedItem[];
  readonly goals: BackupGoals;
}

const hour = 3_600;
const day = 24 * hour;

/**
 * What is assumed of data that nobody has measured: its size, and the part of it that is new after a day.
 *
 * Files: the pages and pictures of a club or a school, of which few change on one day (a hundredth is also the change
 * that the platform's figures are measured with). A database: smaller, but its dump is one stream in which every edited
 * row changes a whole chunk of restic's (about a megabyte), hence a tenth. Both are compressed on the way, which is
 * left out: it is the reserve for data of another kind.
 */
const assumed = {
  files: { bytes: 2e9, newPerDay: 0.01 },
  database: { bytes: 500e6, newPerDay: 0.1 },
} as const;

/** What a snapshot takes even when nothing has changed: its trees, its part of the index, its list. */
const bytesPerSnapshot = 1e6;

/** What pruning leaves unused (restic: a twentieth) and needs while it packs anew. */
const reserve = 1.2;

/**
 * Derives the plan of a service. Lengths of time are seconds, moments are seconds since 1970 (UTC), here and below.
 *
 * The interval is the recovery point objective itself. Backups start inside the first hour of each interval (inside the
 * interval where it is shorter), at a second that the names of environment and service decide: services of one platform
 * do not all start at once, and a service always starts at the same time.
 *
 * The number of snapshots fills `keep`, rounded up: every six hours for 7.5 days are 30 snapshots, the 31st removes the
 * first.
 *
 * A snapshot is late when it is older than the objective and a grace: a tenth of the objective, at least ten minutes,
 * at most an hour. A backup needs time of its own, and one whose machine was just lost starts again on another one and
 * is retried: that takes minutes and is no reason to wake anybody. However long the objective, more than an hour of
 * standstill is.
 *
 * The budget is one full copy, what each further snapshot adds of new data, and a fifth as reserve.
 *
 * @throws UserError for goals that no plan can meet
 */
export function backupPlan({
  environment,
  service,
  items,
  goals: { rpoSeconds, keepSeconds },
}: BackupPlanArgs): BackupPlan {
  const field = (name: string): string => `backup of ${service}: ${name}`;
  if (!Number.isSafeInteger(rpoSeconds) || rpoSeconds <= 0) {
    throw new UserError(
      field("rpoSeconds"),
      rpoSeconds,
      "whole seconds, one or more",
      "Say how much may be lost: nobody can lose nothing.",
    );
  }
  if (!Number.isSafeInteger(keepSeconds) || keepSeconds < rpoSeconds) {
    throw new UserError(
      field("keepSeconds"),
      keepSeconds,
      `whole seconds, ${rpoSeconds} or more`,
      "Keep each backup until the next one is there.",
    );
  }
  if (items.length === 0)
    throw new UserError(field("items"), items, "one item or more", "A service without state needs no plan.");
  const intervalSeconds = rpoSeconds;
  const snapshots = Math.ceil(keepSeconds / intervalSeconds);
  return {
    rpoSeconds,
    keepSeconds,
    intervalSeconds,
    offsetSeconds: spread(`${environment}/${service}`, Math.min(hour, intervalSeconds)),
    snapshots,
    lateAfterSeconds: rpoSeconds + Math.min(hour, Math.max(600, Math.round(rpoSeconds / 10))),
    budgetBytes: budget(items, intervalSeconds, snapshots),
  };
}

/** A number below `width` that the text decides, evenly spread. */
function spread(text: string, width: number): number {
  return createHash("sha256").update(text).digest().readUIntBE(0, 6) % width;
}

function budget(items: readonly PlannedItem[], intervalSeconds: number, snapshots: number): number {
  const bytes = items.reduce((sum, { kind, bytes: full = assumed[kind].bytes }) => {
    const added = full * Math.min(1, assumed[kind].newPerDay * (intervalSeconds / day));
    return sum + full + added * (snapshots - 1);
  }, bytesPerSnapshot * snapshots);
  return Math.ceil(bytes * reserve);
}
