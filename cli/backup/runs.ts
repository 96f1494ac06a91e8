import { exitStatus, Refusal } from "../failure";
import type { DataPlatform, StatefulService } from "./platform";

/** A complete backup of a service. */
export interface BackupRun {
  readonly run: string;
  /** `regular`, or `safety`: made of what a restore replaced. */
  readonly purpose: string;
  /** When it was made, by the clock of the machine that made it, and never after it arrived. ISO 8601. */
  readonly time: string;
  /** When it arrived in its repository, by that machine's clock; absent where an earlier version says nothing of it. */
  readonly arrived?: string;
  readonly repository: string;
}

/** The complete backups of a service, in the order in which they arrived. */
export async function runsOf(platform: DataPlatform, service: StatefulService): Promise<BackupRun[]> {
  return JSON.parse(await platform.backup(`snapshots ${service.name}`)) as BackupRun[];
}

/**
 * The run that somebody means: a run's name or the beginning of it, the newest one up to a moment, or the newest.
 *
 * @throws Refusal that lists what there is.
 */
export function chooseRun(
  service: string,
  runs: readonly BackupRun[],
  { snapshot, at }: { snapshot?: string; at?: string },
): BackupRun {
  const list = (): string =>
    runs
      .slice(-10)
      .map(({ run, time }) => `  ${run}  ${time}`)
      .join("\n");
  if (snapshot !== undefined) {
    const found = runs.filter(({ run }) => run.startsWith(snapshot));
    if (found.length === 1) return found[0]!;
    throw new Refusal(
      `${service} has ${found.length === 0 ? "no" : "more than one"} backup "${snapshot}". The newest are:\n${list()}`,
      exitStatus.wrongUse,
    );
  }
  const regular = runs.filter(({ purpose }) => purpose === "regular");
  if (at === undefined) {
    const newest = regular.at(-1);
    if (!newest)
      throw new Refusal(
        `${service} has no backup yet. Make one: ./ruche backup; the first by itself comes within some minutes`,
      );
    return newest;
  }
  const moment = momentOf(at);
  // A clock that was ahead or behind must not decide what comes back.
  const found = regular.filter(({ time, arrived = time }) => Date.parse(arrived) <= moment).at(-1);
  if (!found)
    throw new Refusal(`${service} has no backup from before ${at}. There are:\n${list()}`, exitStatus.wrongUse);
  return found;
}

/**
 * The moment that somebody means. Without a zone it would be this computer's, while all lists are in UTC.
 *
 * @throws Refusal for anything but a whole time with its zone.
 */
function momentOf(at: string): number {
  const whole = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(at);
  const moment = Date.parse(at);
  if (whole && !Number.isNaN(moment)) return moment;
  throw new Refusal(
    `--at ${at}: that is no time with a zone; write it like 2026-11-20T18:00Z (UTC, as backups are listed) or ` +
      "2026-11-20T19:00+01:00",
    exitStatus.wrongUse,
  );
}
