import type { StateResource } from "../../model/state";
import type { Finding } from "./finding";
import type { HalfMade } from "./halfMade";

/** The clone and the environment for which machines are made. */
export interface MachinesContext {
  /** Folder of the clone. */
  readonly root: string;
  /** A short name for the clone. */
  readonly cloneId: string;
  readonly environment: string;
  /** Folder of what Ruche builds. */
  readonly cache: string;
  readonly say: (line: string) => void;
}

/** What makes machines, made ready for one command. */
export interface PreparedMachines {
  /** How many objects this environment has there, whether its state knows of them or not. */
  count(): Promise<number>;
  /** Removes what this environment has there and its state does not know. @returns How many objects were removed. */
  removeStrays(resources: readonly StateResource[]): Promise<number>;
  /** Removes an object of which an interrupted update may have made a part. @throws Error if nobody can say. */
  removeHalfMade(resource: Pick<StateResource, "type" | "urn">, name: string): Promise<HalfMade>;
  /**
   * Removes what was made and never came to run, and its state does not know: its name or address would be taken.
   *
   * @returns Names of what was removed.
   */
  removeNeverStarted(resources: readonly StateResource[]): Promise<readonly string[]>;
  /** Lets go: what was started for this command ends, if nothing is left in it. `gone`: the environment was removed. */
  release(gone?: boolean): Promise<void>;
}

/** What makes the machines of an environment: a lab, a provider's interface, or nothing because they are there. */
export interface MachinesDriver {
  /** Debian packages that this computer needs for it. */
  readonly packages: readonly string[];
  /** Plugins of Pulumi that it needs. */
  readonly plugins: readonly string[];
  /** Images of the family that its machines are made from. */
  readonly images: readonly string[];
  /** Makes ready what makes machines. Nothing of the environment is made yet. */
  prepare(context: MachinesContext): Promise<PreparedMachines>;
  /** The machine that a resource of the state stands for; undefined for any other resource. */
  machineOf(resource: StateResource): string | undefined;
  /** What somebody removed by hand and `up` makes anew. */
  missing(
    context: Pick<MachinesContext, "root" | "environment">,
    resources: readonly StateResource[],
  ): Promise<readonly Finding[]>;
  /** What only this clone knows of the machines: kept with the copies of the state. */
  kept(context: Pick<MachinesContext, "root" | "environment">): unknown;
  /** Takes over what another clone kept. */
  take(context: Pick<MachinesContext, "root" | "environment">, kept: unknown): void;
}
