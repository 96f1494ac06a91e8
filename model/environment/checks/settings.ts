import { type CheckContext, type Draft, entries } from "../draft";
import type { CheckFinding, Path } from "../mistake";
import { structureFindings } from "../structure";

/** The settings of each service are those of its kind. */
export function settingsKept(draft: Draft, { kinds }: CheckContext): CheckFinding[] {
  return entries(draft["ruche:services"]).flatMap(([name, service]): CheckFinding[] => {
    const kind = kinds.find((candidate) => candidate.kind === service?.kind);
    const given = service?.settings ?? {};
    if (kind === undefined) return [];
    const path: Path = ["ruche:services", name, "settings"];
    if (kind.settings) return structureFindings(kind.settings, given, path);
    return Object.keys(given).map((key) => ({
      path: [...path, key],
      at: "key" as const,
      message: `${kind.kind} has no settings`,
      allowed: "no settings",
      remedy: "remove it",
    }));
  });
}
