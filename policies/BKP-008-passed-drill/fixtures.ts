import { evidence } from "../core/exampleEvidence";
import { environment, evidenceKeys, ingress, wiki } from "../core/examples";
import { type Fixtures, unknown } from "../core/fixture";

const resources = [environment(), wiki(), ingress];
const canary = { name: "canary", passed: true, detail: "" };

export const fixtures: Fixtures = {
  good: [
    { shows: "a drill that passed", resources, evidence: evidence(), says: [] },
    {
      shows: "no drill is another policy's business, and so is a forged one",
      resources,
      evidence: evidence({ passed: false }, evidenceKeys.stranger),
      says: [],
    },
  ],
  bad: [
    {
      shows: "a drill that did not find everything",
      resources,
      evidence: evidence({
        passed: false,
        assertions: [
          canary,
          { name: "files", passed: false, detail: "1190 of 1204" },
          { name: "healthy", passed: false, detail: "" },
        ],
      }),
      says: ["wiki: the drill of 2026-11-10T12:00:00Z failed: files (1190 of 1204), healthy"],
    },
    {
      shows: "a drill that failed without a word",
      tier: "staging",
      resources,
      evidence: evidence({ passed: false, assertions: [] }),
      says: ["wiki: the drill of 2026-11-10T12:00:00Z failed"],
    },
  ],
  unknown: [
    {
      shows: "a key that is not known yet",
      resources: [environment({ evidenceKey: unknown }), wiki()],
      evidence: evidence({ passed: false }),
      says: ["wiki ? .evidenceKey"],
    },
  ],
};
