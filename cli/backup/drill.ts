import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  type EvidenceAssertion,
  type EvidenceRecord,
  evidencePath,
  evidenceText,
  signEvidence,
} from "../../model/evidence";
import { deriveBytes } from "../../model/secrets/derivation";
import { signingKeyFrom } from "../../model/secrets/signingKey";
import { withLock } from "../../tools/lock";
import { root, rucheVersion } from "../clone";
import { readCanary } from "./canary";
import { restoredService } from "./connection";
import { type DeclaredImages, declaredImages } from "./declaredImages";
import type { DataPlatform, StatefulService } from "./platform";
import { chooseRun, runsOf } from "./runs";

/** What the machine says of a copy that it restored. */
interface RestoredCopy {
  readonly seconds: number;
  readonly address: string;
  readonly assertions: readonly EvidenceAssertion[];
  readonly manifest: {
    readonly run: string;
    readonly seconds: number;
    readonly softwareVersion: string;
    readonly image: string;
  };
}

/**
 * Restores the newest backup of a service into an isolated copy, asks the copy for its canary, and writes down what was
 * found: signed, into the folder that Git keeps and the policies read. The copy is removed whatever happens.
 */
export async function drill(platform: DataPlatform, service: StatefulService): Promise<EvidenceRecord> {
  return alone(platform, service, async () => {
    const record = await restoreCopy(platform, service);
    keep(record, platform.seed);
    return record;
  });
}

/**
 * The same with the images that this clone declares in the place of those that run: an upgrade is tried on last night's
 * data before it is made.
 * It is no evidence, since the platform does not run what was tried.
 */
export async function rehearse(platform: DataPlatform, service: StatefulService): Promise<EvidenceRecord> {
  return alone(platform, service, async () => restoreCopy(platform, service, await declaredImages(platform, service)));
}

/** One copy of a service at a time: the second drill waits for the first. */
const alone = <T>({ workspace }: DataPlatform, { name }: StatefulService, work: () => Promise<T>): Promise<T> =>
  withLock(`drill/${workspace.directory}/${name}`, work);

async function restoreCopy(
  platform: DataPlatform,
  service: StatefulService,
  images: DeclaredImages = {},
): Promise<EvidenceRecord> {
  const begin = new Date();
  const chosen = chooseRun(service.name, await runsOf(platform, service), {});
  const at = new Date(chosen.time);
  let copy: RestoredCopy | undefined;
  const assertions: EvidenceAssertion[] = [];
  try {
    copy = JSON.parse(
      await platform.backup(`drill ${service.name} ${chosen.run}`, { ...platform.secretsOf(service), images }),
    ) as RestoredCopy;
    assertions.push(...copy.assertions, await canaryAssertion(platform, service, copy.address, at));
  } catch (error) {
    assertions.push({ name: "restore", passed: false, detail: (error as Error).message });
  } finally {
    await platform.backup(`clear ${service.name}`);
  }
  return {
    version: 1,
    environment: platform.workspace.name,
    service: service.name,
    serviceKind: service.definition.kind,
    softwareVersion: images.service
      ? service.definition.version
      : (copy?.manifest.softwareVersion ?? service.definition.version),
    image: images.service ?? copy?.manifest.image ?? "unknown",
    snapshot: { id: chosen.run, time: at.toISOString() },
    at: begin.toISOString(),
    ageSeconds: Math.max(0, Math.round((begin.getTime() - at.getTime()) / 1000)),
    rpoSeconds: platform.summary.backup!.rpoSeconds,
    recoverySeconds: copy?.seconds ?? 0,
    backupSeconds: copy?.manifest.seconds ?? null,
    passed: assertions.every(({ passed }) => passed),
    assertions,
    ruche: rucheVersion(),
  };
}

async function canaryAssertion(
  platform: DataPlatform,
  service: StatefulService,
  address: string,
  backup: Date,
): Promise<EvidenceAssertion> {
  try {
    const written = await readCanary(platform, service, restoredService(platform, service, platform.runner, address));
    if (!written)
      return {
        name: "canary",
        passed: false,
        detail: `the restored copy has no canary of this platform; ./ruche backup ${platform.workspace.name} ${service.name} writes one`,
      };
    // Clocks of two computers: a minute is no contradiction.
    const passed = written.getTime() <= backup.getTime() + 60_000;
    return {
      name: "canary",
      passed,
      detail: `read through the service's own interface: written ${written.toISOString()}${passed ? "" : ", after the backup was made"}`,
    };
  } catch (error) {
    return {
      name: "canary",
      passed: false,
      detail: `the restored copy could not be asked: ${(error as Error).message}`,
    };
  }
}

function keep(record: EvidenceRecord, seed: string): void {
  const file = join(root, evidencePath(record.environment, record.service));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    evidenceText(signEvidence(record, signingKeyFrom(deriveBytes(seed, { purpose: "evidence" })).privateKey)),
  );
}
