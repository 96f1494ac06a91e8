import { notJudged, type Policy, violation } from "../core/policy";
import { describes, unknownIn } from "../core/resource";
import { counted, failureDomains } from "../core/topology";

const remedy =
  "move managers to machines of other hypervisors or rooms; say with diesWith what each machine is lost with";

/** A cluster that outlives a room. */
export const managersApart: Policy = {
  id: "QRM-005",
  title: "No single failure takes the majority of the managers",
  why:
    "Three managers on one hypervisor are one manager: when it stops, the cluster decides nothing any more, " +
    "and no service is started anew anywhere.",
  severity: "high",
  remedy,
  applies: (resource) => describes(resource, "cluster"),
  stackRule(resource, stack) {
    const domains = stack.once(failureDomains);
    const unknown = unknownIn(resource, "kind", "managers") ?? domains.unknown;
    if (unknown !== undefined) return [notJudged(resource, unknown)];
    const { descriptor } = resource;
    const managers = descriptor?.kind === "cluster" ? (descriptor.managers ?? []) : [];
    // With fewer than three any loss is one too many, and it is QRM-002 that says how many there must be.
    if (managers.length < 3) return [];
    const majority = Math.floor(managers.length / 2) + 1;
    return [...counted(managers.map(domains.of))]
      .filter(([, count]) => managers.length - count < majority)
      .map(([domain, count]) =>
        violation(
          resource,
          `${count} of its ${managers.length} managers are lost with ${domain}`,
          `${majority} managers that no single failure takes`,
          remedy,
        ),
      );
  },
};
