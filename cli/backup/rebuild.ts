import { answers } from "../../drivers/reach/reach";
import type { StackSummary } from "../../model/summary";
import { Refusal } from "../failure";
import type { Progress } from "../progress";
import { readCanary } from "./canary";
import { liveService } from "./connection";
import { forEachService } from "./each";
import type { DataPlatform } from "./platform";
import type { Rebuilding } from "./rebuilding";
import { restoreInPlace } from "./restore";
import { chooseRun, runsOf } from "./runs";

/** A service that came back. */
export interface Rebuilt {
  readonly service: string;
  readonly run: string;
  readonly time: string;
  /** When the canary that was read back was written; null where the backup held none. */
  readonly canary: string | null;
  /** What the service declares and its backup did not hold: it begins empty. */
  readonly missing: readonly string[];
}

/**
 * The machines that are lost: all of the cluster.
 *
 * @throws Refusal while one of them answers (its data may be newer than any backup), or where a repository's machine
 * does not.
 */
export async function lostMachines(environment: string, summary: StackSummary): Promise<string[]> {
  const { machines, backup } = summary;
  if (!backup) throw new Refusal(`${environment} has no backups to be rebuilt from.`);
  const answering = new Map(
    await Promise.all(machines.map(async (machine) => [machine.name, await answers(summary, machine)] as const)),
  );
  const holders = backup.repositories.map(({ machine }) => machine);
  const silent = holders.filter((machine) => !answering.get(machine));
  if (silent.length === holders.length)
    throw new Refusal(`No machine with backups answers (${silent.join(", ")}): bring one back first.`);
  const lost = machines.map(({ name }) => name).filter((name) => !holders.includes(name));
  const alive = lost.filter((name) => answering.get(name));
  if (alive.length > 0) {
    throw new Refusal(
      `${alive.join(", ")} still answer${alive.length === 1 ? "s" : ""}, ` +
        `so the platform is not gone and its data may be newer than any backup. See ./ruche status ${environment}; ` +
        `to bring one service back: ./ruche restore ${environment} SERVICE`,
    );
  }
  return lost;
}

/**
 * Restores every service that keeps data to its newest backup from before the rebuild began: what was backed up since
 * is the empty platform.
 *
 * @param done - Called with each service that has its data.
 */
export function restoreAll(
  platform: DataPlatform,
  { before, restored }: Pick<Rebuilding, "before" | "restored">,
  progress: Progress,
  done: (service: string) => void,
): Promise<Rebuilt[]> {
  return forEachService(
    platform.services().filter(({ name }) => !restored.includes(name)),
    (service) =>
      progress.step(`restoring ${service.name}`, 20, async () => {
        const run = chooseRun(service.name, await runsOf(platform, service), { at: before });
        const { missing } = await restoreInPlace(platform, service, run, { safety: false, incomplete: true });
        const canary = await readCanary(platform, service, await liveService(platform, service));
        done(service.name);
        return { service: service.name, run: run.run, time: run.time, canary: canary?.toISOString() ?? null, missing };
      }),
  );
}
