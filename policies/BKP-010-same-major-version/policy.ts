import { judgeRecord } from "../core/evidence";
import { notJudged, type Policy, violation } from "../core/policy";
import { keepsState, unknownIn } from "../core/resource";

const remedy = "run ./ruche drill with the version that is declared and commit what it writes";

/** The proof is about the software that runs. */
export const sameMajorVersion: Policy = {
  id: "BKP-010",
  title: "The proof is of the software that is declared",
  why:
    "A new major version may not read what the old one wrote: " +
    "that its data comes back is proven with the version that will have to read it.",
  severity: "high",
  remedy,
  applies: keepsState,
  stackRule: (resource, stack) =>
    judgeRecord(resource, stack, (record, { service }) => {
      const unknown = unknownIn(resource, "serviceKind", "version");
      if (unknown !== undefined) return [notJudged(resource, unknown)];
      const same =
        record.serviceKind === service.serviceKind && majorOf(record.softwareVersion) === majorOf(service.version);
      return same
        ? []
        : [
            violation(
              resource,
              `its evidence is of ${record.serviceKind} ${record.softwareVersion}`,
              `evidence of ${service.serviceKind} ${majorOf(service.version)}`,
              remedy,
            ),
          ];
    }),
};

/** `16.2` and `v16.4` are 16, `2022-07-31a` is 2022; what does not begin with a number is all of it. */
function majorOf(version: string | undefined): string {
  return /^v?(\d+)/.exec(version ?? "")?.[1] ?? String(version);
}
