import { evidence, record } from "../core/exampleEvidence";
import { environment, evidenceKeys, ingress, wiki } from "../core/examples";
import { type Fixtures, unknown } from "../core/fixture";

const resources = [environment(), wiki(), ingress];
const file = "evidence/school/wiki.json";

export const fixtures: Fixtures = {
  good: [
    { shows: "evidence as the drill signed it", resources, evidence: evidence(), says: [] },
    { shows: "a drill that failed is evidence too", resources, evidence: evidence({ passed: false }), says: [] },
    { shows: "none is another policy's business", resources, says: [] },
    {
      shows: "of a service that keeps nothing, none is read",
      resources,
      evidence: { ...evidence(), ingress: "{" },
      says: [],
    },
  ],
  bad: [
    {
      shows: "a result that somebody improved",
      resources,
      evidence: { wiki: { ...evidence({ passed: false }).wiki!, record } },
      says: [`wiki: ${file} is forged: the environment's key did not sign it`],
    },
    {
      shows: "signed with the key of another seed",
      tier: "staging",
      resources,
      evidence: evidence({}, evidenceKeys.stranger),
      says: [`wiki: ${file} is forged: the environment's key did not sign it`],
    },
    {
      shows: "genuine, of another service",
      resources,
      evidence: evidence({ service: "pad" }),
      says: [`wiki: ${file} is forged: it was signed for pad of school`],
    },
    {
      shows: "genuine, of another environment",
      resources,
      evidence: evidence({ environment: "lab" }),
      says: [`wiki: ${file} is forged: it was signed for wiki of lab`],
    },
    {
      shows: "an environment without a key",
      resources: [environment({ evidenceKey: undefined }), wiki()],
      evidence: evidence(),
      says: [`wiki: ${file} is forged: the environment's key did not sign it`],
    },
    {
      shows: "cut off",
      resources,
      evidence: { wiki: JSON.stringify(evidence().wiki).slice(0, 100) },
      says: [`wiki: ${file} is no evidence: it is not JSON`],
    },
    {
      shows: "without a signature",
      resources,
      evidence: { wiki: { record } },
      says: [`wiki: ${file} is no evidence: signature is missing`],
    },
    {
      shows: "passed, though an assertion failed",
      resources,
      evidence: evidence({ assertions: [{ name: "canary", passed: false, detail: "" }] }),
      says: [`wiki: ${file} is no evidence: it says passed, and its assertions do not`],
    },
  ],
  unknown: [
    {
      shows: "a key that is not known yet",
      resources: [environment({ evidenceKey: unknown }), wiki()],
      evidence: { wiki: "{" },
      says: ["wiki ? .evidenceKey"],
    },
  ],
};
