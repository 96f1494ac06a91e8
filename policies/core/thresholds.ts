import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Tier } from "../../components/core/descriptor";
import { Duration } from "../../components/core/values/duration";

/** What a tier asks of backups. */
export interface Thresholds {
  /** How far back one can go, at least. */
  readonly keep: Duration;
  /** How old the evidence of a restore may be, at most. */
  readonly evidenceAge: Duration;
  /** How long after its first deployment a service may be without evidence. */
  readonly grace: Duration;
}

export type ThresholdName = keyof Thresholds;

export type ThresholdFile = Readonly<Record<ThresholdName, Readonly<Record<Tier, string>>>>;

/** `thresholds.yaml`. Its form is checked by the tests, so that the pack starts without a schema library. */
export function readThresholds(): ThresholdFile {
  return parse(readFileSync(join(__dirname, "..", "thresholds.yaml"), "utf8")) as ThresholdFile;
}

/** What one tier asks. */
export function thresholdsOf(file: ThresholdFile, tier: Tier): Thresholds {
  const { keep, evidenceAge, grace } = file;
  return { keep: Duration.parse(keep[tier]), evidenceAge: Duration.parse(evidenceAge[tier]), grace: Duration.parse(grace[tier]) };
}
