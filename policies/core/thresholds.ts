import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Tier } from "../../model/descriptor";
import { Duration } from "../../model/values/duration";

/** What a tier asks. */
export interface Thresholds {
  /** How far back one can go, at least. */
  readonly keep: Duration;
  /** How old the evidence of a restore may be, at most. */
  readonly evidenceAge: Duration;
  /** How long after its first deployment a service may be without evidence. */
  readonly grace: Duration;
  /** From how long before the end of a software's maintenance somebody is told. */
  readonly endOfLifeNotice: Duration;
  /** How long ago a fact about software may have been looked up. */
  readonly factAge: Duration;
  /** Managers of a cluster, at least. */
  readonly managers: number;
  /** Machines that hold the data of a volume, at least; an arbiter holds none. */
  readonly dataCopies: number;
  /** Services that may stop for good when a machine, or what is lost with it, is gone: at most, in per cent. */
  readonly stoppedShare: number;
}

export type ThresholdName = keyof Thresholds;

/** Lengths of time as text, numbers as numbers. */
export type ThresholdFile = {
  readonly [Name in ThresholdName]: Readonly<Record<Tier, Thresholds[Name] extends number ? number : string>>;
};

/** `thresholds.yaml`. Its form is checked by the tests, so that the pack starts without a schema library. */
export function readThresholds(): ThresholdFile {
  return parse(readFileSync(join(__dirname, "..", "thresholds.yaml"), "utf8")) as ThresholdFile;
}

/** What one tier asks. */
export function thresholdsOf(
  { managers, dataCopies, stoppedShare, ...lengths }: ThresholdFile,
  tier: Tier,
): Thresholds {
  const length = (name: keyof typeof lengths): Duration => Duration.parse(lengths[name][tier]);
  return {
    keep: length("keep"),
    evidenceAge: length("evidenceAge"),
    grace: length("grace"),
    endOfLifeNotice: length("endOfLifeNotice"),
    factAge: length("factAge"),
    managers: managers[tier],
    dataCopies: dataCopies[tier],
    stoppedShare: stoppedShare[tier],
  };
}
