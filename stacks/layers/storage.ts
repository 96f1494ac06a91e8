import type { Volume } from "../../components/contracts/volume";
import { GlusterVolume } from "../../components/storage/gluster/volume";
import { usualOf } from "../../model/changes/deployment";
import type { Environment } from "../../model/environment";
import type { StackSummary } from "../../model/summary";
import type { MachinesLayer } from "./machines";

/** Volumes by name. */
export type StorageLayer = ReadonlyMap<string, Volume>;

/** Makes the volumes, or changes them through a machine that holds them already. */
export function storageLayer(
  { storage, cluster, tier }: Environment,
  machines: MachinesLayer,
  deployed: StackSummary | undefined,
): StorageLayer {
  const holders = (volume: string): readonly string[] => {
    const was = deployed?.volumes.find(({ name }) => name === volume);
    return was ? [was.through ?? [], ...was.machines].flat() : [];
  };
  const nodes = cluster ? [...cluster.managers, ...cluster.workers] : [];
  return new Map(
    storage.map(({ name, on, replicas, arbiter, mount }) => [
      name,
      new GlusterVolume(name, {
        // A service may run on any node, so each one sees its files.
        on: machines.named(on),
        through: machines.named([usualOf(on, holders(name))!])[0],
        clients: machines.named(nodes.filter((node) => !on.includes(node))),
        replicas,
        arbiter,
        mount,
        tier,
      }),
    ]),
  );
}
