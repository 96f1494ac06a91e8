import { Refusal } from "../failure";
import { observe } from "../status/health";
import type { DataPlatform, StatefulService } from "./platform";
import type { BackupRun } from "./runs";

/** What a restore did. */
export interface Restored {
  readonly service: string;
  readonly run: string;
  /** The backup of what was replaced; null where none was wanted. */
  readonly safety: string | null;
  /** What the service declares and the run did not hold: it is as it was before. */
  readonly missing: readonly string[];
  readonly seconds: number;
}

/**
 * Restores a run in the place of what the service holds, and waits until it answers again.
 *
 * @param how - `incomplete` lets a run be restored that lacks something the service declares; it is refused otherwise.
 */
export async function restoreInPlace(
  platform: DataPlatform,
  service: StatefulService,
  { run }: Pick<BackupRun, "run">,
  how: { safety: boolean; incomplete?: boolean },
): Promise<Restored> {
  const begin = Date.now();
  const answer = JSON.parse(
    (await platform.backup(`restore ${service.name} ${run}`, { ...platform.secretsOf(service), ...how }))
      .trim()
      .split("\n")
      .at(-1)!,
  ) as Pick<Restored, "safety"> & Partial<Pick<Restored, "missing">>;
  await untilAnswers(platform, service.name, service.definition.ready.withinSeconds + 60);
  const { safety, missing = [] } = answer;
  return { service: service.name, run, safety, missing, seconds: (Date.now() - begin) / 1000 };
}

/** Restores a run beside the service, which goes on. Says where. */
export async function restoreAside(
  platform: DataPlatform,
  service: StatefulService,
  { run }: BackupRun,
  into: string,
): Promise<string> {
  return (await platform.backup(`restore ${service.name} ${run} ${into}`, platform.secretsOf(service))).trim();
}

async function untilAnswers(platform: DataPlatform, service: string, withinSeconds: number): Promise<void> {
  const end = Date.now() + withinSeconds * 1000;
  for (;;) {
    const { services } = await observe(platform.summary);
    if (services.find(({ name }) => name === service)?.healthy) return;
    if (Date.now() > end)
      throw new Refusal(
        `${service} was restored, and does not answer after ${withinSeconds} s. See ./ruche status ${platform.workspace.name}`,
      );
    await new Promise((next) => setTimeout(next, 300));
  }
}
