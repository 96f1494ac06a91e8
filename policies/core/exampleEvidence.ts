import { type Evidence, type EvidenceRecord, signEvidence } from "../../model/evidence";

import { evidenceKeys, pinned } from "./examples";

/** What a drill of the wiki found, ten days ago. */
export const record: EvidenceRecord = {
  version: 1,
  environment: "school",
  service: "wiki",
  serviceKind: "dokuwiki",
  softwareVersion: "2024-02-06",
  image: pinned,
  snapshot: { id: "a1b2c3d4", time: "2026-11-10T08:20:17Z" },
  at: "2026-11-10T12:00:00Z",
  ageSeconds: 13_183,
  rpoSeconds: 21_600,
  recoverySeconds: 31,
  backupSeconds: 12,
  passed: true,
  assertions: [
    { name: "canary", passed: true, detail: "" },
    { name: "files", passed: true, detail: "1204 of 1204" },
  ],
  ruche: "0.1.0",
};

/** The wiki's evidence, signed. */
export const evidence = (
  change: Partial<EvidenceRecord> = {},
  privateKey = evidenceKeys.privateKey,
): Readonly<Record<string, Evidence>> => ({ wiki: signEvidence({ ...record, ...change }, privateKey) });
