import { evidence } from "../core/exampleEvidence";
import { environment, evidenceKeys, wiki } from "../core/examples";
import { type Fixtures, unknown } from "../core/fixture";

const declared = (version: unknown) => [environment(), wiki({ version })];

export const fixtures: Fixtures = {
  good: [
    { shows: "the version that was drilled", resources: declared("2024-02-06"), evidence: evidence(), says: [] },
    {
      shows: "another release of the same major version",
      resources: declared("2024-12-24b"),
      evidence: evidence(),
      says: [],
    },
    {
      shows: "a letter before the number",
      resources: declared("v10.4.1"),
      evidence: evidence({ softwareVersion: "10.2.0" }),
      says: [],
    },
    {
      shows: "what a forged record claims is not used",
      resources: declared("2025-05-14"),
      evidence: evidence({}, evidenceKeys.stranger),
      says: [],
    },
  ],
  bad: [
    {
      shows: "evidence of the major version before",
      resources: declared("2025-05-14"),
      evidence: evidence(),
      says: ["wiki: its evidence is of dokuwiki 2024-02-06"],
    },
    {
      shows: "10 is not 1",
      tier: "staging",
      resources: declared("10.0"),
      evidence: evidence({ softwareVersion: "1.0" }),
      says: ["wiki: its evidence is of dokuwiki 1.0"],
    },
    {
      shows: "a service of the same name that is another kind",
      resources: [environment(), wiki({ serviceKind: "etherpad" })],
      evidence: evidence(),
      says: ["wiki: its evidence is of dokuwiki 2024-02-06"],
    },
    {
      shows: "a version without a number is compared as it is",
      resources: declared("edge"),
      evidence: evidence({ softwareVersion: "stable" }),
      says: ["wiki: its evidence is of dokuwiki stable"],
    },
  ],
  unknown: [
    { shows: "an unknown version", resources: declared(unknown), evidence: evidence(), says: ["wiki ? .version"] },
    {
      shows: "a key that is not known yet",
      resources: [environment({ evidenceKey: unknown }), wiki()],
      evidence: evidence(),
      says: ["wiki ? .evidenceKey"],
    },
  ],
};
