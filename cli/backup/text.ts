/** What is said of backups, for people. */
import { type EvidenceRecord, evidencePath } from "../../model/evidence";
import type { WrittenPath } from "./coverage";
import type { Rebuilt } from "./rebuild";
import type { BackupRun } from "./runs";

/** What drills found. A rehearsal leaves no evidence: there the image is of interest. */
export const describeDrills = (
  environment: string,
  records: readonly EvidenceRecord[],
  how: "proven" | "rehearsed",
): string =>
  records
    .flatMap((record) => [
      `${record.passed ? "passed" : "FAILED"}  ${record.service.padEnd(12)} back after ${record.recoverySeconds} s, ` +
        `from ${record.snapshot.time} (${record.ageSeconds} s old)  ` +
        (how === "rehearsed" ? `on ${record.image.split("@")[0]}` : evidencePath(environment, record.service)),
      ...record.assertions.map(({ name, passed, detail }) => `        ${passed ? "well" : "ILL "}  ${name}: ${detail}`),
    ])
    .join("\n");

/** Files that services wrote and that nothing keeps. */
export function describeCoverage(paths: readonly WrittenPath[]): string {
  const uncovered = paths.filter(({ disposable }) => disposable === null);
  if (uncovered.length === 0)
    return `All that was written is backed up or may be lost (${paths.length} temporary files).`;
  return [
    "Written, and neither backed up nor declared to be worthless:",
    ...uncovered.map(
      ({ service, where, path }) => `  ${service.padEnd(12)} ${where === "volume" ? "volume " : ""}${path}`,
    ),
    "Where it must survive, add its folder to state.files in the service's definition; " +
      "where it need not, to disposable with the reason.",
  ].join("\n");
}

/** The backups of a service. */
export const describeRuns = (service: string, runs: readonly BackupRun[]): string =>
  [
    `${service}:`,
    ...runs.map(
      ({ run, time, purpose, repository }) =>
        `  ${run}  ${time.slice(0, 19)}Z  ${repository}${purpose === "regular" ? "" : `  (${purpose})`}`,
    ),
    ...(runs.length > 0 ? [] : ["  none yet"]),
  ].join("\n");

/** Whether a restored service has the canary of its backup. */
export const describeCanary = (canary: string | null, none: string): string =>
  canary ? `canary of ${canary} read back` : none;

/** What a service declares and the restored backup did not hold. */
export const describeMissing = (name: string): string => `  did not come back: ${name}; the backup does not hold it`;

/** A service that a rebuild brought back, and what did not come back with it. */
export const describeRebuilt = ({ service, time, canary, missing }: Rebuilt): string =>
  [
    `  ${service.padEnd(12)} as of ${time.slice(0, 19)}Z  ${describeCanary(canary, "no canary in the backup")}`,
    ...missing.map(describeMissing),
  ].join("\n");
