import { blastRadii } from "../../model/review/blastRadius";
import { exposureMatrix } from "../../model/review/exposure";
import { describeChange, exposureChanges } from "../../model/review/exposureChanges";
import { factsOf } from "../../model/review/facts";
import { describePlans, plansOf } from "../backup/plans";
import { usualEnvironment } from "../clone";
import { type CommandDefinition, environmentCommand, explained } from "../command";
import { exitStatus } from "../failure";
import type { Result } from "../pulumi/stack";
import { counted, describeOutcome, realChanges } from "../up/outcome";
import { otherSeed } from "../up/sameSeed";
import { onEnvironment, sayWarnings } from "./onPlatform";

/** `./ruche preview [environment]` */
export const preview = (): CommandDefinition => ({
  command: environmentCommand("preview")
    .summary("show what `up` would change, and what the policies say")
    .description(
      explained(
        ["Compares the declaration with the state, judges it by the policies, and touches nothing."],
        `./ruche preview ${usualEnvironment} --json`,
      ),
    ),
  run: onEnvironment(
    async ({ name, workspace: { environment }, stack }) => {
      const [outcome, deployed] = await stack.lent(() => Promise.all([stack.preview(), stack.reviewed()]));
      const seed = otherSeed(name, outcome.reviewed, deployed);
      // What a program that failed did not come to declare is not closed by that.
      const planned = outcome.succeeded || outcome.blocked ? factsOf(outcome.reviewed) : undefined;
      const matrix = planned && exposureMatrix(planned);
      const exposure = matrix && { matrix, changes: exposureChanges(exposureMatrix(factsOf(deployed)), matrix) };
      const plans = plansOf(environment, name);
      const repositories = environment.backup?.repositories.map((place) => `${place.name} on ${place.on}`) ?? [];
      return {
        status: seed === undefined ? statusOf(outcome) : exitStatus.failed,
        json: {
          environment: name,
          succeeded: outcome.succeeded,
          blocked: outcome.blocked,
          changes: outcome.changes,
          policies: outcome.policies,
          errors: [...outcome.errors, ...(seed ? [seed] : [])],
          warnings: outcome.warnings,
          exposure: exposure ?? null,
          blastRadius: planned ? blastRadii(planned) : null,
          backups: plans,
        },
        text: [
          verdictLine(outcome),
          describeOutcome(outcome),
          seed ? `  error: ${seed}` : "",
          exposure?.changes.length ? ["Who can reach what:", ...exposure.changes.map(describeChange)].join("\n") : "",
          describePlans(plans, repositories),
        ]
          .filter(Boolean)
          .join("\n"),
      };
    },
    { images: false, first: sayWarnings },
  ),
});

function verdictLine({ blocked, succeeded, changes }: Result): string {
  if (blocked) return "A policy refuses this change.";
  if (!succeeded) return "The preview failed.";
  if (changes.length === 0) return "Nothing to change.";
  const real = realChanges(changes).length;
  return real === 0 ? "Nothing to change but what the stack says of itself." : `${counted(real, "change")}.`;
}

function statusOf({ blocked, succeeded }: Result): number {
  if (blocked) return exitStatus.policy;
  return succeeded ? exitStatus.done : exitStatus.failed;
}
