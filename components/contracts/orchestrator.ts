import type * as pulumi from "@pulumi/pulumi";
import type { Machine } from "./machine";
import type { StoredConfiguration, StoredSecret, Workload } from "./workload";

/** A workload that was handed to a cluster. */
export interface RunningWorkload {
  /** Its name in the cluster. */
  readonly name: string;
  /** Done when the cluster has taken it; it may not have started yet. */
  readonly resource: pulumi.Resource;
  /** Differs when what is to run differs. */
  readonly declared: pulumi.Output<unknown>;
  /** How long its first start may take. */
  readonly withinSeconds: number;
}

/** A command that a cluster runs once, in a container on its network of databases. */
export interface Job {
  readonly image: pulumi.Input<string>;
  /** For `/bin/sh` inside the image. It reads what the job gets on standard input. */
  readonly command: pulumi.Input<string>;
  /** Name of the workload that it works for: the cluster's word on it is part of the error. */
  readonly about: string;
}

/** A module of Python. */
export interface PythonModule {
  readonly name: string;
  readonly text: string;
}

/** Runs workloads on machines. */
export interface Orchestrator {
  readonly name: string;
  /** By which programs on its machines reach the cluster: the contract is `components/backup/programs/cluster.py`. */
  readonly module: PythonModule;
  /** Machines that run workloads. */
  readonly nodes: readonly Machine[];
  /** The machine on which the cluster is managed. */
  readonly manager: Machine;
  /** Done when every machine has joined. */
  readonly ready: readonly pulumi.Resource[];
  /** Name of the network between services and databases, as a container on a node of the cluster joins it. */
  readonly dataNetwork: pulumi.Output<string>;

  /**
   * Runs a workload, and keeps it running.
   *
   * @param name - Name of the resource.
   */
  run(name: string, workload: Workload, options: pulumi.CustomResourceOptions): RunningWorkload;

  /**
   * Stores a secret in the cluster; only containers that name it can read it.
   *
   * @param name - Name of the resource.
   * @param value - A secret in Pulumi's state as well, however it is given.
   */
  secret(name: string, value: pulumi.Input<string>, options: pulumi.CustomResourceOptions): StoredSecret;

  /**
   * Stores a configuration file in the cluster. Another content makes another one, so that what reads it starts anew.
   *
   * @param name - Name of the resource.
   */
  configuration(
    name: string,
    content: pulumi.Input<string>,
    options: pulumi.CustomResourceOptions,
  ): StoredConfiguration;

  /**
   * Waits until every copy of these workloads runs and is healthy, after each change of one of them.
   *
   * Fails with the cluster's own words if one does not start within its time and two minutes, or if its update was
   * stopped.
   */
  untilRunning(
    name: string,
    workloads: readonly RunningWorkload[],
    options?: pulumi.CustomResourceOptions,
  ): pulumi.Resource;

  /** The shell command that runs a job on the manager, with what is on the shell's standard input. */
  job(job: Job): pulumi.Output<string>;
}
