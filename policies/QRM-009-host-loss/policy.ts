import type { ClusterDescriptor } from "../../model/descriptor";
import type { Loss } from "../../model/review/blastRadius";
import { type JudgedStack, notJudged, type Policy, type PolicyFinding, violation } from "../core/policy";
import { describes, unknownIn } from "../core/resource";
import { lossesOf, unknownPlacement } from "../core/review";

const remedy = "give the cluster three managers and the volume three copies on machines that are not lost together";

/** A platform survives the loss of any one machine, as far as its tier asks for it. */
export const hostLoss: Policy = {
  id: "QRM-009",
  title: "The loss of one machine stops no more than the tier allows",
  why: "Machines break on holidays. What starts again by itself on another machine can wait until Monday; what does not wakes somebody.",
  severity: "high",
  remedy,
  applies: (resource) => describes(resource, "cluster"),
  /** What a machine takes along depends on managers, volumes, copies and rooms together. */
  stackRule(resource, stack): PolicyFinding[] {
    const unknown = unknownIn(resource, "managers", "workers") ?? stack.once(unknownPlacement);
    if (unknown !== undefined) return [notJudged(resource, unknown)];
    const { stoppedShare } = stack.thresholds;
    const { cluster } = resource.descriptor as ClusterDescriptor;
    return (stack.once(worst).get(cluster) ?? []).flatMap(({ lost, stopped, of }) =>
      stopped.length * 100 > stoppedShare * of
        ? [
            violation(
              resource,
              `without ${lost} ${stopped.length} of ${of} services stop for good: ${shortened(stopped)}`,
              stoppedShare === 0
                ? "that no service stops for good when a machine, or what is lost with it, is gone"
                : `that no more than ${stoppedShare} % of the services stop for good when a machine, or what is lost with it, is gone`,
              remedy,
            ),
          ]
        : [],
    );
  },
};

/** What stops with a failure domain. */
interface Stopped {
  readonly lost: string;
  readonly stopped: readonly string[];
  readonly of: number;
}

/** What stops with each failure domain, by the name of the cluster. */
const worst = (stack: JudgedStack): ReadonlyMap<string, readonly Stopped[]> =>
  new Map([...stack.once(lossesOf)].map(([cluster, losses]) => [cluster, losses.map(stoppedBy)]));

const stoppedBy = ({ lost, services }: Loss): Stopped => ({
  lost,
  stopped: services.filter(({ outcome }) => outcome === "stops").map(({ service }) => service),
  of: services.length,
});

const shortened = (names: readonly string[]): string =>
  names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", ");
