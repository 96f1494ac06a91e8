import { at, itemsOf, Unknown } from "../../model/inputs";
import { notJudged, type Policy, type Resource, violation } from "../core/policy";
import { isService, serviceIn, unknownIn } from "../core/resource";

const remedy = "declare state: its files and databases, or none with the reason";

/** A service says what of it must survive. */
export const declaredState: Policy = {
  id: "BKP-001",
  title: "A service declares its state",
  why: "What nobody declared is backed up by nobody, and is missed on the day it is needed.",
  severity: "high",
  remedy,
  applies: (resource) => isService(resource) || isSilent(resource),
  rule(resource) {
    const unknown = unknownIn(resource, "kind", "state");
    if (unknown !== undefined) return [notJudged(resource, unknown)];
    const required = "every path and database that must survive, or a reason why there is none";
    if (serviceIn(resource) === undefined)
      return [
        violation(
          resource,
          "it says nothing of itself",
          "a descriptor",
          "pass the descriptor as the component's inputs",
        ),
      ];
    const state = at(resource.props, "state");
    const none = at(state, "none");
    if (typeof none === "string")
      return none.trim() === "" ? [violation(resource, "state none without a reason", required, remedy)] : [];
    const items = itemsOf(at(state, "items"));
    if (items.length === 0) return [violation(resource, "no state is declared", required, remedy)];
    return items.flatMap((item, index) => {
      const complete =
        at(item, "kind") === "files"
          ? filled(at(item, "volume")) && filled(at(item, "path"))
          : at(item, "kind") === "database" &&
            filled(at(item, "engine")) &&
            filled(at(item, "name")) &&
            filled(at(item, "volume"));
      return complete
        ? []
        : [
            violation(
              resource,
              `state item ${index + 1} does not say what it is`,
              "files with volume and path, or a database with engine, name and volume",
              remedy,
            ),
          ];
    });
  },
};

/** Without a descriptor nothing could be judged: silence must not be the way around the rules. */
const isSilent = ({ type, props }: Resource): boolean =>
  type.startsWith("ruche:services:") && at(props, "kind") === undefined;

const filled = (value: unknown): boolean => !(value instanceof Unknown) && typeof value === "string" && value !== "";
