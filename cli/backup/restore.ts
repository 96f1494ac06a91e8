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
  readonly seconds: number;
}

/** Restores a run in the place of what the service holds, and waits until it answers again. */
export async function restoreInPlace(
  platform: DataPlatform,
  service: StatefulService,
  { run }: Pick<BackupRun, "run">,
  { safety }: { safety: boolean },
): Promise<Restored> {
  const begin = Date.now();
  const answer = JSON.parse(
    (await platform.backup(`restore ${service.name} ${run}`, { ...platform.secretsOf(service), safety }))
      .trim()
      .split("\n")
      .at(-1)!,
  ) as { safety: string | null };
  await untilAnswers(platform, service.name, service.definition.ready.withinSeconds + 60);
  return { service: service.name, run, safety: answer.safety, seconds: (Date.now() - begin) / 1000 };
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
