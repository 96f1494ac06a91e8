/** The drivers, found by what an environment or a summary says. A new technology is added here. */
import type { StateResource } from "../model/state";
import type { StackSummary } from "../model/summary";
import type { ClusterDriver, ClusterSupport } from "./contracts/cluster";
import type { MachinesDriver } from "./contracts/machines";
import type { VolumeDriver, VolumeSupport } from "./contracts/volume";
import { gluster } from "./gluster";
import { lab } from "./lab";
import type { Reachable } from "./reach/reach";
import { swarm } from "./swarm";

const volumeTechnologies: Readonly<Record<string, VolumeSupport>> = { gluster };
const clusterTechnologies: Readonly<Record<string, ClusterSupport>> = { swarm };

/** The driver of a platform's cluster; undefined if it has none. */
export function clusterOf(summary: StackSummary): ClusterDriver | undefined {
  return summary.cluster === null
    ? undefined
    : technologyOf(summary.cluster.technology).driver(summary.cluster, summary);
}

/** The technology of a cluster. @throws Error for one that this version does not drive. */
export function technologyOf(name: string): ClusterSupport {
  const found = clusterTechnologies[name];
  if (!found) throw new Error(`no driver for clusters of ${name}`);
  return found;
}

/** The technology whose cluster a state has; undefined if it has none. */
export const clusterIn = (resources: readonly StateResource[]): ClusterSupport | undefined =>
  Object.values(clusterTechnologies).find((technology) => technology.isIn(resources));

/** The technology of a workload's resource; undefined for any other resource. */
export const technologyOfWorkload = (type: string): ClusterSupport | undefined =>
  Object.values(clusterTechnologies).find(({ workloadType }) => workloadType === type);

/** By the name of the provider in an environment. */
export const machinesDrivers: Readonly<Record<string, MachinesDriver>> = { lab };

/** What made the machines of an environment, if neither its file nor its state says so: the first of them. */
export const usualProvider = Object.keys(machinesDrivers)[0]!;

/** The driver of a provider of machines. @throws Error for one that this version does not drive. */
export function machinesOf(provider: string): MachinesDriver {
  const found = machinesDrivers[provider];
  if (!found) throw new Error(`no driver for machines of ${provider}`);
  return found;
}

/** The driver of a platform's volume. @throws Error for a name or a technology that there is not. */
export function volumeOf(summary: Pick<StackSummary, "volumes"> & Reachable, name: string): VolumeDriver {
  const volume = summary.volumes.find((candidate) => candidate.name === name);
  if (!volume) throw new Error(`there is no volume ${name}`);
  const support = volumeTechnologies[volume.technology];
  if (!support) throw new Error(`no driver for volumes of ${volume.technology}`);
  return support.driver(volume, summary);
}

/** Plugins of Pulumi that the drivers need. */
export const neededPlugins: readonly string[] = [
  ...new Set(
    [...Object.values(machinesDrivers), ...Object.values(clusterTechnologies)].flatMap(({ plugins }) => plugins),
  ),
];
