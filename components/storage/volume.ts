import type * as pulumi from "@pulumi/pulumi";
import type { Machine } from "../machines/machine";

/** Storage that every one of its machines sees below the same path. */
export interface Volume {
  readonly name: string;
  /** Where it is mounted, for example `/DATA`. */
  readonly mount: string;
  readonly machines: readonly Machine[];
  /** systemd unit that mounts it: whatever needs the volume at boot starts after it. */
  readonly mountUnit: string;
  /** What must be done before it can be written. */
  readonly ready: readonly pulumi.Resource[];
}
