import type { VolumeDescriptor } from "../descriptor";
import { tcp } from "../rules/knownPort";
import { type VolumeTechnology, wholeCopies } from "./technology";

/** First port of a volume's data; each brick takes the next one. */
const firstDataPort = 49152;

/** Last port that is taken for data (`max-port` of glusterd.vol). */
const lastDataPort = 60999;

/**
 * GlusterFS: machines in groups that hold the same files; the last one of a group may be an arbiter, which has a voice
 * and no data.
 */
export const gluster: VolumeTechnology = {
  after(volume, lost, all) {
    const copies = wholeCopies(volume, lost);
    return { ...copies, writable: copies.writable && poolHasQuorum(lost, all) };
  },
  folder: "/var/lib/glusterd",
  inGroups: true,
  knownPorts: [
    ...tcp("management", {
      24007: "GlusterFS management",
      24008: "GlusterFS management",
      [firstDataPort]: "GlusterFS data",
      49153: "GlusterFS data",
    }),
    // Each further volume takes the next one.
    { port: 49154, lastPort: lastDataPort, protocol: "tcp", name: "GlusterFS data", purpose: "management" },
  ],
  ports: [{ port: 24007 }, { port: firstDataPort, lastPort: lastDataPort }],
};

/**
 * `cluster.server-quorum-type server`: without more than half of all machines with a volume, GlusterFS stops its
 * bricks.
 */
function poolHasQuorum(lost: ReadonlySet<string>, all: readonly VolumeDescriptor[]): boolean {
  const pool = new Set(all.filter(({ technology }) => technology === "gluster").flatMap(({ machines }) => machines));
  return [...pool].filter((machine) => !lost.has(machine)).length * 2 > pool.size;
}
