import type { Volume } from "../../components/contracts/volume";
import { GlusterVolume } from "../../components/storage/gluster/volume";
import type { Environment } from "../../model/environment";
import type { MachinesLayer } from "./machines";

/** Volumes by name. */
export type StorageLayer = ReadonlyMap<string, Volume>;

/** Makes the volumes. */
export function storageLayer({ storage, cluster, tier }: Environment, machines: MachinesLayer): StorageLayer {
  const nodes = cluster ? [...cluster.managers, ...cluster.workers] : [];
  return new Map(
    storage.map(({ name, on, replicas, arbiter, mount }) => [
      name,
      new GlusterVolume(name, {
        // A service may run on any node, so each one sees its files.
        on: machines.named(on),
        clients: machines.named(nodes.filter((node) => !on.includes(node))),
        replicas,
        arbiter,
        mount,
        tier,
      }),
    ]),
  );
}
