import { notJudged, type Policy, violation } from "../core/policy";
import { describes, unknownIn } from "../core/resource";

const remedy = "put the volume on more machines: replicas: 3";

/** Data that outlives a machine. */
export const copiesOfData: Policy = {
  id: "QRM-004",
  title: "A volume keeps as many copies as the tier asks",
  why: "With one copy every lost machine is a restore: hours without the services, and everything since the last backup is gone.",
  severity: "high",
  remedy,
  applies: (resource) => describes(resource, "volume"),
  rule(resource, { thresholds: { dataCopies } }) {
    const unknown = unknownIn(resource, "kind", "replicas", "arbiter");
    if (unknown !== undefined) return [notJudged(resource, unknown)];
    const { descriptor } = resource;
    if (descriptor?.kind !== "volume") return [];
    const copies = descriptor.arbiter ? descriptor.replicas - 1 : descriptor.replicas;
    return copies >= dataCopies
      ? []
      : [
          violation(
            resource,
            `its data is on ${copies} ${copies === 1 ? "machine" : "machines"}`,
            `${dataCopies} copies of the data or more`,
            remedy,
          ),
        ];
  },
};
