import { notJudged, type Policy, type PolicyFinding, type Resource, violation } from "../core/policy";
import { describes, unknownIn } from "../core/resource";
import { exposureOf, unknownGuard } from "../core/review";

const required = "a firewall on every machine";
const remedy = "make a Firewall for the machine";

/** No machine is open by omission. */
export const guardedMachines: Policy = {
  id: "EXP-006",
  title: "Every machine has a firewall",
  why:
    "Cluster and storage listen on every address, and the engine opens what it publishes: " +
    "without a firewall all of it is public on that machine, and from there the platform.",
  severity: "critical",
  remedy,
  applies: (resource) => describes(resource, "machines") || describes(resource, "cluster"),
  /** Firewalls are made by other components: known once all were seen. */
  stackRule(resource, stack): PolicyFinding[] {
    const { descriptor } = resource;
    const unknown = unknownIn(resource, "machines", "managers", "workers") ?? stack.once(unknownGuard);
    if (unknown !== undefined) return [notJudged(resource, unknown)];
    const { unguarded } = stack.once(exposureOf);
    return machinesOf(descriptor)
      .filter((machine) => unguarded.includes(machine))
      .map((machine) => violation(resource, `${machine} has no firewall`, required, remedy));
  },
};

function machinesOf(descriptor: Resource["descriptor"]): readonly string[] {
  if (descriptor?.kind === "machines") return (descriptor.machines ?? []).map(({ name }) => name);
  return descriptor?.kind === "cluster" ? [...(descriptor.managers ?? []), ...(descriptor.workers ?? [])] : [];
}
