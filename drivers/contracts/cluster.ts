import type { Duplex } from "node:stream";
import type { Placement } from "../../model/review/blastRadius";
import type { StateResource } from "../../model/state";
import type { ClusterSummary } from "../../model/summary";
import type { Reachable } from "../reach/reach";
import type { Finding } from "./finding";
import type { HalfMade } from "./halfMade";
import type { Inquiry } from "./inquiry";

/** What runs in a cluster. */
export interface RunningWorkloads {
  /** Healthy copies, by the workload's name. */
  readonly copies: ReadonlyMap<string, number>;
  /** Workloads whose copies the cluster is replacing now. */
  readonly replacing: ReadonlySet<string>;
}

/** A healthy copy of a workload. */
export interface RunningCopy {
  readonly machine: string;
  /** As the cluster's machine knows it. */
  readonly id: string;
}

/** A file that a workload wrote outside of its mounts. */
export interface WrittenFile {
  readonly workload: string;
  readonly path: string;
}

/** A command for a machine. */
export interface MachineCommand {
  readonly machine: string;
  /** For bash, as root. */
  readonly command: string;
}

/** How a running cluster differs from its declaration. */
export interface ClusterDrift {
  /** @param silent - Machines that do not answer, and that are reported elsewhere. */
  findings(silent: readonly string[]): readonly Finding[];
  /** How many workloads were compared. */
  readonly workloads: number;
}

/** What commands do with a cluster that is up, whatever its technology. */
export interface ClusterDriver {
  /** What runs; undefined if nothing of the cluster answers. */
  running(): Promise<RunningWorkloads | undefined>;
  /** The same, to be asked together with others. */
  readonly inquiry: Inquiry<RunningWorkloads | undefined>;
  /**
   * Why not all copies of these workloads run, in the cluster's own words; undefined if nothing of the cluster answers.
   */
  why(workloads: readonly string[]): Promise<ReadonlyMap<string, string> | undefined>;
  /** Machines on which each workload runs now; undefined if nothing of the cluster answers. */
  placement(): Promise<Placement | undefined>;
  /** One healthy copy of each workload. */
  copies(): Promise<ReadonlyMap<string, RunningCopy>>;
  /** Connects to a port of a copy, past the ingress. */
  open(copy: RunningCopy, port: number): Promise<{ readonly stream: Duplex; readonly stderr: NodeJS.ReadableStream }>;
  /**
   * What runs a command in a copy of a workload, healthy or not.
   *
   * @param terminal - Whether the command gets a terminal.
   * @throws Error if no copy runs.
   */
  within(workload: string, words: readonly string[], terminal: boolean): Promise<MachineCommand>;
  /**
   * What all copies of a workload wrote, those that ended among them, each line with its time.
   *
   * @param lines - How many of the last ones of each copy.
   * @param follow - Goes on with what is written from now on.
   */
  logs(
    workload: string,
    lines: number,
    follow: boolean,
  ): Promise<{ readonly stream: Duplex; readonly stderr: NodeJS.ReadableStream }>;
  /** Writes a file at a path of a copy that lies on a volume. */
  put(copy: RunningCopy, path: string, content: string): Promise<void>;
  /** Files that workloads wrote on a machine, and that are lost with their container. */
  written(machine: string): Promise<readonly WrittenFile[]>;
  /** Stops all copies of a workload, and waits until they are gone. */
  stop(workload: string): Promise<void>;
  /** Starts a workload of one copy, and waits until it runs. @throws Error with how to see why it does not. */
  start(workload: string, withinSeconds: number): Promise<void>;
  /** Compares what runs with the state; undefined if nothing of the cluster answers, or if the state has no cluster. */
  drift(resources: readonly StateResource[]): Promise<ClusterDrift | undefined>;
  /**
   * Removes an object of the cluster of which an interrupted update may have made a part.
   *
   * @throws Error if nothing of the cluster can say.
   */
  removeHalfMade(resource: Pick<StateResource, "type" | "urn">, name: string): Promise<HalfMade>;
}

/** What is known of a technology without a cluster that is up. */
export interface ClusterSupport {
  /** Name of the technology, as a summary has it. */
  readonly name: ClusterSummary["technology"];
  /** Plugins of Pulumi that it needs. */
  readonly plugins: readonly string[];
  /** Type of the resource that stands for a workload. */
  readonly workloadType: string;
  /** The driver of a cluster that is up. */
  driver(cluster: ClusterSummary, reach: Reachable): ClusterDriver;
  /**
   * The driver of a cluster whose first update did not come to its end; undefined if the state does not tell the way
   * in.
   */
  driverFrom(resources: readonly StateResource[]): ClusterDriver | undefined;
  /** Whether a state has a cluster of this technology. */
  isIn(resources: readonly StateResource[]): boolean;
  /** The properties of a workload in the state that make the next update write the whole of it again. */
  writtenAgain(properties: Readonly<Record<string, unknown>> | undefined): Readonly<Record<string, unknown>>;
}
