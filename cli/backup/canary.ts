import type { ServiceConnection } from "../../components/platform/canary";
import { canaryText, canaryTime } from "./canaryText";
import { liveService } from "./connection";
import type { DataPlatform, StatefulService } from "./platform";

/**
 * Writes a canary into the running service, through its own interface. A service that has just begun to answer is asked
 * again.
 */
export async function writeCanary(platform: DataPlatform, service: StatefulService): Promise<void> {
  const {
    seed,
    workspace: { name: environment },
  } = platform;
  const text = canaryText({ seed, environment, service: service.name }, new Date());
  await retried(10, async () => service.definition.canary.write(await liveService(platform, service), text));
}

/** When the canary in a copy of the service was written; undefined where there is none that this platform wrote. */
export async function readCanary(
  platform: DataPlatform,
  service: StatefulService,
  copy: ServiceConnection,
): Promise<Date | undefined> {
  const {
    seed,
    workspace: { name: environment },
  } = platform;
  return canaryTime(
    { seed, environment, service: service.name },
    await retried(10, () => service.definition.canary.read(copy)),
  );
}

async function retried<T>(seconds: number, work: () => Promise<T>): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((next) => setTimeout(next, 500));
    }
  }
}
