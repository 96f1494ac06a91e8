import type { VolumeSummary } from "../../model/summary";
import type { Reachable } from "../reach/reach";
import type { Inquiry } from "./inquiry";

/** How a volume is. */
export interface VolumeHealth {
  /** Machines whose copy of the data is there, sorted. */
  readonly there: readonly string[];
  /** Machines whose copy is not, sorted. */
  readonly missing: readonly string[];
  /** Files that are not the same on all copies; undefined if that cannot be counted, as without one of the copies. */
  readonly pending: number | undefined;
}

/**
 * What is asked of a volume that is up, whatever its technology. What a loss takes is computed without one
 * (`model/storage`).
 */
export interface VolumeDriver {
  /** How it is; undefined if no machine of the volume answers for it now. */
  health(): Promise<VolumeHealth | undefined>;
  /** The same, to be asked together with others. */
  readonly inquiry: Inquiry<VolumeHealth | undefined>;
}

/** What is known of a technology without a volume that is up. */
export interface VolumeSupport {
  /** The driver of a volume that is up. */
  driver(volume: VolumeSummary, reach: Reachable): VolumeDriver;
}
