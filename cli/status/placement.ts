import type { Placement } from "../../model/review/blastRadius";
import type { StackSummary } from "../../model/summary";
import { manage } from "../remote";

/** Machines on which the copies of each service of the cluster run now; undefined when no manager answers. */
export async function placementOf(summary: StackSummary): Promise<Placement | undefined> {
  const listed = await manage(
    summary,
    "docker service ps $(docker service ls -q) --filter desired-state=running --format '{{.Name}} {{.Node}} {{.CurrentState}}'",
  );
  if (listed === undefined) return undefined;
  const found = new Map<string, string[]>();
  for (const line of listed.split("\n")) {
    // A copy is called `wiki.1`, or by the id of its node where each has one.
    const [, service, node] = /^(\S+)\.\w+ (\S+) Running/.exec(line) ?? [];
    if (service && node) found.set(service, [...(found.get(service) ?? []), node].sort());
  }
  return found;
}
