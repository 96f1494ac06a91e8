import type { StateItem } from "../../model/descriptor";
import { Unknown } from "../../model/inputs";
import { isStateful } from "../../model/rules/stateful";
import { type JudgedStack, notJudged, type Policy, type PolicyFinding, type Resource, violation } from "../core/policy";
import { keepsState, serviceIn, unknownIn } from "../core/resource";
import { volumesByName } from "../core/topology";

const remedy =
  "keep it on a volume of another technology; software.yaml of the service and policies/facts/storage.yaml say what is known";

/** Data on storage that it bears. */
export const safeStorage: Policy = {
  id: "QRM-007",
  title: "Data lies on storage that it bears",
  why:
    "A database that trusts in locks or in the order of writes is damaged by storage that keeps neither, " +
    "without an error, and the backups then hold the damage.",
  severity: "critical",
  remedy,
  applies: keepsState,
  stackRule(resource, stack): PolicyFinding[] {
    const unknown = unknownIn(resource, "kind", "serviceKind", "state");
    if (unknown !== undefined) return [notJudged(resource, unknown)];
    const service = serviceIn(resource);
    if (service === undefined || !isStateful(service) || !("items" in service.state)) return [];
    const { state, serviceKind } = service;
    return state.items.flatMap((item, index) =>
      ofItem(
        resource,
        item,
        index,
        item.kind === "database" ? item.engine : (stack.facts.services[serviceKind] ?? serviceKind),
        stack,
      ),
    );
  },
};

function ofItem(
  resource: Resource,
  item: StateItem,
  index: number,
  software: string,
  stack: JudgedStack,
): PolicyFinding[] {
  const volume = stack.once(volumesByName).get(item.volume);
  // A volume that nobody describes is BKP-003's business.
  if (volume?.descriptor?.kind !== "volume") return [];
  const unknown = unknownIn(volume, "technology");
  if (unknown !== undefined) return [notJudged(resource, unknown)];
  const { technology } = volume.descriptor;
  const fact = stack.facts.storage[software]?.[technology];
  if (fact?.verdict === "safe") return [];
  const what = `${software} on ${technology}`;
  if (fact?.verdict !== "unsafe")
    return [
      notJudged(
        resource,
        new Unknown(`.state.items[${index}]`),
        `${what}: ${fact?.why ?? "nobody looked up whether that is safe"}`,
      ),
    ];
  return [
    violation(
      resource,
      `it keeps data of ${what} (volume ${item.volume}): ${fact.why}`,
      "storage of which it is known that the data bears it",
      remedy,
    ),
  ];
}
