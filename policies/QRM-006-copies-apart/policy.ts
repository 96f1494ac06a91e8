import { groupsOf, keepsGroups } from "../../model/storage";
import { notJudged, type Policy, type PolicyFinding, violation } from "../core/policy";
import { describes, unknownIn } from "../core/resource";
import { counted } from "../core/topology";

const remedy =
  "order the machines of the volume so that the copies of a file are on different hypervisors or in different rooms";

/** Copies that are not lost together. */
export const copiesApart: Policy = {
  id: "QRM-006",
  title: "No single failure takes the majority of a volume's copies",
  why:
    "A replicated volume fills its machines group by group: two of three copies on one hypervisor means that the volume stops " +
    "writing, and with it every service, when that one is switched off.",
  severity: "high",
  remedy,
  applies: (resource) => describes(resource, "volume"),
  rule(resource): PolicyFinding[] {
    const unknown = unknownIn(resource, "kind", "technology", "machines", "failureDomains", "replicas", "arbiter");
    if (unknown !== undefined) return [notJudged(resource, unknown)];
    const { descriptor } = resource;
    if (descriptor?.kind !== "volume" || !keepsGroups(descriptor) || descriptor.replicas < 3) return [];
    const majority = Math.floor(descriptor.replicas / 2) + 1;
    return groupsOf(descriptor).flatMap((group) =>
      [...counted(group.map(({ domain }) => domain))]
        .filter(([, count]) => group.length - count < majority)
        .map(([domain, count]) =>
          violation(
            resource,
            `${count} of the ${group.length} copies on ${group.map(({ machine }) => machine).join(", ")} are lost with ${domain}`,
            `${majority} copies that no single failure takes`,
            remedy,
          ),
        ),
    );
  },
};
