import type { Placement } from "../../model/review/blastRadius";

/** Prints a line for each task that should run: its name, its machine and its state; on a manager. */
export const placementScript =
  "docker service ps $(docker service ls -q) --filter desired-state=running --format '{{.Name}} {{.Node}} {{.CurrentState}}'";

/** Machines on which the copies of each service run, from the lines that `placementScript` prints. */
export function placementIn(printed: string): Placement {
  const found = new Map<string, string[]>();
  for (const line of printed.split("\n")) {
    // A copy is called `wiki.1`, or by the id of its node where each has one.
    const [, service, node] = /^(\S+)\.\w+ (\S+) Running/.exec(line) ?? [];
    if (service && node) found.set(service, [...(found.get(service) ?? []), node].sort());
  }
  return found;
}
