import { roughly } from "../core/evidence";
import { maintenanceOf } from "../core/facts";
import { notJudged, type Policy, type RuleContext, violation } from "../core/policy";
import { isService, serviceIn, unknownIn } from "../core/resource";

const remedy =
  "look the facts up again and write the day: software.yaml of the service, or policies/facts/software.yaml";

/** Facts that somebody looked at lately. */
export const recentFacts: Policy = {
  id: "SUP-006",
  title: "What is known of the software was looked up lately",
  why:
    "Ends of life are moved and new ones announced. SUP-003 and SUP-004 are worth what they are told: " +
    "a list that nobody has looked at for years says that all is well.",
  severity: "low",
  remedy,
  applies: isService,
  rule(resource, context) {
    const unknown = unknownIn(resource, "kind", "serviceKind", "version", "image");
    if (unknown !== undefined) return [notJudged(resource, unknown)];
    const { serviceKind, version = "", image = "" } = serviceIn(resource)!;
    const [oldest] = lookedUp(context, serviceKind, version, image).sort();
    const age = oldest === undefined ? 0 : context.now - Date.parse(oldest) / 1000;
    const { factAge } = context.thresholds;
    return age > factAge.seconds
      ? [
          violation(
            resource,
            `what is known of its software was looked up on ${oldest}, ${roughly(age)} ago`,
            `facts no older than ${factAge}`,
            remedy,
          ),
        ]
      : [];
  },
};

/** The days on which everything was looked up that is said of a service. */
function lookedUp({ facts }: RuleContext, serviceKind: string, version: string, image: string): string[] {
  const software = facts.services[serviceKind];
  const own = typeof software === "string" ? [`${software} ${version}`] : [];
  return [...own, ...(facts.images[image] ?? [])].flatMap((entry) => {
    const [name = "", ...rest] = entry.split(" ");
    return [
      ...maintenanceOf(facts, name, rest.join(" ")).cycles,
      ...Object.values(facts.software[name]?.limits ?? {}),
    ].map((fact) => fact.lookedUp);
  });
}
