import { Unknown, type Value } from "../inputs";

/** An input that is known, or that a preview does not know. */
export type Known<Content> = Content | Unknown;

/** What runs, as the resource says that stands for it. What a preview does not know is `Unknown`, with its path. */
export interface DeclaredWorkload {
  /** What starts it: a cluster, wherever there is room, or one machine's engine. */
  readonly runsOn: "cluster" | "machine";
  /** Its name in the cluster, or on the machine. */
  readonly name: Value;
  readonly image: Value;
  /** Words that its image's program is given. */
  readonly arguments: Value;
  /** Words of a program that it is given instead of its image's. */
  readonly program: Value;
  readonly variables: readonly Known<Variable>[];
  readonly user: Value;
  readonly mounts: readonly Known<Mount>[];
  readonly ports: readonly Known<WorkloadPort>[];
  /** Whether every port of its image is published. */
  readonly publishesAll: Value;
  /** Whether it is in the network of its machine. */
  readonly inMachineNetwork: Known<boolean>;
  readonly privileged: Value;
  /** Capabilities of the kernel that it is given. */
  readonly capabilities: readonly Value[];
  /** Walls between it and its machine that its resource could take down. */
  readonly walls: readonly WallSetting[];
  /** Other containers of its machine with which it shares what is behind a wall. */
  readonly joins: readonly Joined[];
  /** Options with which the engine starts it, and which may take away protection. */
  readonly options: readonly Value[];
  /** Devices of its machine that it is given: paths, or the settings that give others. */
  readonly devices: readonly Value[];
  /** What each copy reserves. What a preview does not know counts as nothing. */
  readonly reserved: { readonly processors: number; readonly memoryBytes: number };
  /** How many copies run; undefined if the resource does not say. */
  readonly copies: Known<number> | "each-node" | undefined;
}

/** A variable of its environment. */
export interface Variable {
  readonly name: string;
  readonly value: Value;
}

/** Files of its machine that a workload sees. */
export interface Mount {
  /**
   * A path of the machine (`bind`), in its shortest form; the name of a volume that the engine keeps there; or the name
   * of a container, whose mounts it has as well.
   */
  readonly kind: "bind" | "volume" | "container";
  readonly source: string;
}

/** A port on the machines that leads into a workload. */
export interface WorkloadPort {
  /** 0: the engine chooses one. */
  readonly published: Known<number>;
  /** Port inside of the workload; undefined if the resource does not say. */
  readonly target: Known<number> | undefined;
  readonly protocol: Known<"tcp" | "udp">;
}

/** What separates a workload from its machine. */
export type Wall = "processes" | "memory" | "users" | "control groups" | "host name" | "labels";

/** A setting of a resource by which a wall is taken down. */
export interface WallSetting {
  readonly wall: Wall;
  /** Name of the input. */
  readonly setting: string;
  readonly down: Known<boolean>;
}

/** Another container, and what a workload shares with it. */
export interface Joined {
  readonly what: "network" | Extract<Wall, "processes" | "memory">;
  readonly container: Known<string>;
}

/** The known parts of a list, and what of it is unknown, each thing once. */
export function partsOf<Part extends object>(
  list: readonly Known<Part>[],
): { readonly known: readonly Part[]; readonly unknowns: readonly Unknown[] } {
  const isUnknown = (part: Known<Part>): part is Unknown => part instanceof Unknown;
  return {
    known: list.filter((part): part is Part => !isUnknown(part)),
    unknowns: [...new Set(list.filter(isUnknown))],
  };
}
