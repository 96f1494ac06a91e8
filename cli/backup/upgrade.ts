import { dirname, join } from "node:path";
import type { DeployedDatabase } from "../../model/summary";
import { Refusal } from "../failure";
import type { Progress } from "../progress";
import { readCanary } from "./canary";
import { liveService } from "./connection";
import { rehearse } from "./drill";
import { forEachService } from "./each";
import type { DataPlatform, StatefulService } from "./platform";
import { setAsideProgram } from "./programs";
import { restoreInPlace } from "./restore";
import { declaredVersion } from "./versions";

/** A service whose database was moved. */
export interface Upgraded {
  readonly service: string;
  /** The backup by which it was moved; it opens in the old version and in the new one. */
  readonly run: string;
  /** When the canary that was read back was written. */
  readonly canary: string | null;
}

/**
 * Tries the upgrade of each service on its newest backup.
 *
 * @throws Refusal when one did not work; nothing was touched then.
 */
export async function rehearseUpgrade(
  platform: DataPlatform,
  services: readonly StatefulService[],
  progress: Progress,
): Promise<void> {
  const records = await forEachService(services, (service) =>
    progress.step(`rehearsing the upgrade of ${service.name} on its newest backup`, 60, () =>
      rehearse(platform, service),
    ),
  );
  const failed = records.filter(({ passed }) => !passed);
  if (failed.length === 0) return;
  throw new Refusal(
    [
      "The rehearsal failed, so nothing was touched:",
      ...failed.flatMap(({ service, assertions }) =>
        assertions.filter(({ passed }) => !passed).map(({ name, detail }) => `  ${service}: ${name}: ${detail}`),
      ),
    ].join("\n"),
  );
}

/**
 * Stops the services, backs them up, and stops their server, beside whose data there is a folder for the new version's.
 * @returns The backups, by service.
 */
export async function holdServices(
  platform: DataPlatform,
  services: readonly StatefulService[],
  database: DeployedDatabase,
  progress: Progress,
): Promise<ReadonlyMap<string, string>> {
  const runs = await forEachService(services, (service) =>
    progress.step(
      `stopping ${service.name} and backing it up`,
      20,
      async () => [service.name, (await platform.backup(`hold ${service.name}`)).trim()] as const,
    ),
  );
  await progress.step(`stopping ${database.engine} ${database.version}`, 10, () =>
    platform.cluster.stop(database.engine),
  );
  await platform.on(platform.runner, `mkdir -p ${join(dirname(database.data), declaredVersion(database))}`);
  return new Map(runs);
}

/** Loads the databases into the new server and starts the services; the old folder stays under another name. */
export async function moveIn(
  platform: DataPlatform,
  services: readonly StatefulService[],
  runs: ReadonlyMap<string, string>,
  database: DeployedDatabase,
  progress: Progress,
): Promise<void> {
  const { engine } = database;
  const version = declaredVersion(database);
  await progress.step(`starting ${engine} ${version}`, 20, async () => {
    await platform.cluster.start(engine, 180);
    await platform.on(platform.runner, setAsideProgram(database, version));
  });
  await forEachService(services, (service) =>
    progress.step(`moving the database of ${service.name}`, 30, () =>
      restoreInPlace(platform, service, { run: runs.get(service.name)! }, { safety: false }),
    ),
  );
}

/** Reads every service's canary through its own interface. */
export function proveUpgrade(
  platform: DataPlatform,
  services: readonly StatefulService[],
  runs: ReadonlyMap<string, string>,
): Promise<Upgraded[]> {
  return forEachService(services, async (service) => ({
    service: service.name,
    run: runs.get(service.name)!,
    canary: (await readCanary(platform, service, await liveService(platform, service)))?.toISOString() ?? null,
  }));
}
