import { GlusterVolume } from "../../components/storage/glusterVolume";
import type { Volume } from "../../components/storage/volume";
import type { Environment } from "../environment";
import type { MachinesLayer } from "./machines";

/** Volumes by name. */
export type StorageLayer = ReadonlyMap<string, Volume>;

/** Makes the volumes. */
export function storageLayer({ storage, tier }: Environment, machines: MachinesLayer): StorageLayer {
  return new Map(storage.map(({ name, on, replicas, arbiter, mount }) =>
    [name, new GlusterVolume(name, { on: machines.named(on), replicas, arbiter, mount, tier })]));
}
