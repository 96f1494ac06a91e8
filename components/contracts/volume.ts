import type * as pulumi from "@pulumi/pulumi";
import type { Machine } from "./machine";

/**
 * Storage that every one of its machines sees below the same path.
 *
 * Whoever declares a directory on it lets one machine make it, before the others begin: GlusterFS may give a directory
 * that several machines make at the same moment two identities, and then it is unreadable for ever. Measured with 10.3,
 * three machines in step: one directory of some hundred;
 * files, and directories of different names, none. Source: gluster/glusterfs issue 2601, closed unsolved.
 */
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
