import { UserError } from "../errors";
import type { Objection } from "./objection";

/** How many copies of something may write its data at the same time. */
export type Writers = "single" | "many";

/** Whether this many copies are safe. */
export const copiesAllowed = (writers: Writers, replicas: number | "each-node"): boolean =>
  writers === "many" || replicas === 0 || replicas === 1;

/** The most copies that a service may have. */
export const mostReplicas = 100;

/** How many copies of a service run. */
export const wrongReplicas = (replicas: number): Objection | undefined =>
  Number.isSafeInteger(replicas) && replicas >= 1 && replicas <= mostReplicas
    ? undefined
    : {
        message: "no number of copies",
        allowed: `a whole number from 1 to ${mostReplicas}`,
        remedy: "write the number of copies",
      };

/**
 * Refuses a second copy of what takes one writer.
 *
 * @param field - The argument, as the error names it.
 * @param title - What people call the software.
 * @throws UserError
 */
export function refuseTwoWriters(field: string, title: string, writers: Writers, replicas: number): void {
  if (copiesAllowed(writers, replicas)) return;
  throw new UserError(field, replicas, "1", `Two copies of ${title} at once would damage its data.`);
}
