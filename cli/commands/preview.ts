import { Command } from "commander";
import { blastRadii } from "../../model/review/blastRadius";
import { exposureMatrix } from "../../model/review/exposure";
import { describeChange, exposureChanges } from "../../model/review/exposureChanges";
import { factsOf } from "../../model/review/facts";
import { describePlans, plansOf } from "../backup/plans";
import type { CommandDefinition } from "../command";
import { exitStatus } from "../failure";
import { Progress } from "../progress";
import type { Result } from "../pulumi/stack";
import { withEnvironment } from "../up/change";
import { counted, describeOutcome } from "../up/outcome";
import { withPrepared } from "../up/prepare";
import { checkedWorkspace } from "../workspace";

/** `./ruche preview [environment]` */
export const preview = (): CommandDefinition => ({
  command: new Command("preview")
    .argument("[environment]", "name of the environment", "lab")
    .summary("show what `up` would change, and what the policies say")
    .description(
      "Compares the declaration with the state, judges it by the policies, and touches nothing.\n\nExample: ./ruche preview lab --json",
    ),
  run: async ([name = "lab"]) => {
    const workspace = checkedWorkspace(name);
    const progress = new Progress();
    if (workspace.warnings) progress.say(workspace.warnings);
    return withEnvironment(workspace, progress, () =>
      withPrepared(
        workspace,
        progress,
        async ({ stack }) => {
          await stack.ensure();
          const [outcome, deployed] = await Promise.all([stack.preview(), stack.reviewed()]);
          progress.stop();
          // What a program that failed did not come to declare is not closed by that.
          const planned = outcome.succeeded || outcome.blocked ? factsOf(outcome.reviewed) : undefined;
          const matrix = planned && exposureMatrix(planned);
          const exposure = matrix && { matrix, changes: exposureChanges(exposureMatrix(factsOf(deployed)), matrix) };
          const { environment } = workspace;
          const plans = plansOf(environment, name);
          return {
            status: statusOf(outcome),
            json: {
              environment: name,
              succeeded: outcome.succeeded,
              blocked: outcome.blocked,
              changes: outcome.changes,
              policies: outcome.policies,
              errors: outcome.errors,
              warnings: outcome.warnings,
              exposure: exposure ?? null,
              blastRadius: planned ? blastRadii(planned) : null,
              backups: plans,
            },
            text: [
              verdictLine(outcome),
              describeOutcome(outcome),
              exposure?.changes.length
                ? ["Who can reach what:", ...exposure.changes.map(describeChange)].join("\n")
                : "",
              describePlans(
                plans,
                environment.backup?.repositories.map(({ name: repository, on }) => `${repository} on ${on}`) ?? [],
              ),
            ]
              .filter(Boolean)
              .join("\n"),
          };
        },
        { images: false },
      ),
    );
  },
});

function verdictLine({ blocked, succeeded, changes }: Result): string {
  if (blocked) return "A policy refuses this change.";
  if (!succeeded) return "The preview failed.";
  return changes.length === 0 ? "Nothing to change." : `${counted(changes.length, "change")}.`;
}

function statusOf({ blocked, succeeded }: Result): number {
  if (blocked) return exitStatus.policy;
  return succeeded ? exitStatus.done : exitStatus.failed;
}
