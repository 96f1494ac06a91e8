import type { VolumeDescriptor } from "../descriptor";
import type { KnownPort } from "../rules/knownPort";
import { gluster } from "./gluster";
import { type VolumeAfter, type VolumeTechnology, wholeCopies } from "./technology";

export { dataHolders, groupsOf, type VolumeLoss } from "./technology";

/** Technologies that say more of themselves than that their machines hold copies. */
const technologies: Readonly<Partial<Record<VolumeDescriptor["technology"], VolumeTechnology>>> = { gluster };

const unknownTechnology: VolumeTechnology = { after: wholeCopies, inGroups: false, knownPorts: [], ports: [] };

const technologyOf = ({ technology }: Pick<VolumeDescriptor, "technology">): VolumeTechnology =>
  technologies[technology] ?? unknownTechnology;

/** What is left of a volume without these machines. */
export const volumeAfter = (
  volume: VolumeDescriptor,
  lost: ReadonlySet<string>,
  all: readonly VolumeDescriptor[],
): VolumeAfter => technologyOf(volume).after(volume, lost, all);

/** Ports that the machines of a volume and its clients ask of each other. */
export const portsOf = (volume: Pick<VolumeDescriptor, "technology">): VolumeTechnology["ports"] =>
  technologyOf(volume).ports;

/** Names of the technologies whose ports are known. */
export const storageTechnologies = Object.keys(technologies) as VolumeDescriptor["technology"][];

/** Whether a volume keeps copies in groups of machines, of which a majority must be left. */
export const keepsGroups = (volume: VolumeDescriptor): boolean => technologyOf(volume).inGroups;

/** Ports that technologies of storage are known for. */
export const storageKnownPorts: readonly KnownPort[] = Object.values(technologies).flatMap(
  ({ knownPorts }) => knownPorts,
);

/** Folders of a machine in which technologies of storage keep what they know. */
export const storageFolders: readonly string[] = Object.values(technologies).flatMap(({ folder }) => folder ?? []);
