import type { ClusterDescriptor } from "../descriptor";
import { namedTwice } from "./names";
import { type Objection, refuse } from "./objection";

/** The machines that run services. Descriptors of strangers may lack either list. */
export const nodesOf = ({ managers = [], workers = [] }: ClusterDescriptor): readonly string[] => [
  ...managers,
  ...workers,
];

/** A machine that would be a manager and a worker. */
export const alsoManager: Objection = {
  message: "worker is also a manager",
  allowed: "every machine in one role",
  remedy: "remove it from one of the two lists: managers run services too",
};

/** A cluster without anything to manage it. */
export const noManager: Objection = {
  message: "no manager",
  allowed: "1, 3 or 5 managers",
  remedy: "name the machine that manages the cluster",
};

/**
 * Refuses machines of a cluster that are named twice, and a cluster without a manager.
 *
 * @throws UserError
 */
export function refuseRoles(cluster: string, managers: readonly string[], workers: readonly string[]): void {
  refuse(`${cluster}: managers`, managers, managers.length === 0 ? noManager : namedTwice(managers, "machine"));
  const both = workers.find((worker) => managers.includes(worker));
  refuse(`${cluster}: workers`, both ?? workers, both ? alsoManager : namedTwice(workers, "machine"));
}
