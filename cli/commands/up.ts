import { machinesOf } from "../../drivers";
import type { State } from "../../model/state";
import { removeUnused } from "../../tools/cacheAge";
import { firstCanaries } from "../backup/firstCanaries";
import { withoutRunner } from "../backup/health";
import { cache, root, usualEnvironment } from "../clone";
import { type CommandDefinition, environmentCommand, explained } from "../command";
import { exitStatus, Refusal } from "../failure";
import { bringUp, describeBroughtUp } from "../up/change";
import { firstSteps } from "../up/firstSteps";
import { describeAdvice } from "../up/outcome";
import { recover } from "../up/recovery";
import { refuseStrays, refuseWhileHalf } from "../up/refusals";
import { onEnvironment, sayWarnings } from "./onPlatform";

/** `./ruche up [environment]` */
export const up = (): CommandDefinition => ({
  command: environmentCommand("up")
    .option(
      "--reviewed <digest>",
      "digest of the plan that was reviewed, as `report` tells it: any other plan is refused",
    )
    .summary("bring an environment up")
    .description(
      explained(
        [
          "Brings an environment up: what is missing is made, what differs is changed, the rest is left alone.",
          "Policies are enforced before anything is touched.",
        ],
        `./ruche up ${usualEnvironment}`,
      ),
    ),
  run: (call) => {
    refuseWrongDigest(call.args[0]!, call.options.reviewed);
    return broughtUp(call);
  },
});

function refuseWrongDigest(name: string, reviewed: unknown): void {
  if (reviewed === undefined || /^[0-9a-f]{64}$/.test(String(reviewed))) return;
  throw new Refusal(
    `--reviewed is "${String(reviewed)}". Allowed: 64 hexadecimal digits, ` +
      `as "digest" in ./ruche report ${name} --format json`,
    exitStatus.wrongUse,
  );
}

/** A stack that somebody only looked at knows no more than one that is not there. */
const hasNothing = (state: State | undefined): boolean =>
  !state?.deployment.resources?.length && !state?.deployment.pending_operations?.length;

const broughtUp = onEnvironment(
  async ({ name, workspace, stack, machines, progress, options: { reviewed } }) => {
    if (hasNothing(await stack.state())) await refuseStrays(workspace, machines);
    await stack.ensure();
    await recover(stack, machines, (line) => progress.say(line));
    const done = await bringUp(workspace, stack, progress, {
      before: async (known) => {
        await refuseWhileHalf(name, known, async () => {
          const [missing, blank] = await Promise.all([
            machinesOf(known.provider).missing({ root, environment: name }, await stack.resources()),
            withoutRunner(known),
          ]);
          return [...missing.map(({ on }) => on), ...blank];
        });
      },
      repair: true,
      ...(reviewed === undefined ? {} : { reviewed: String(reviewed) }),
      meanwhile: async (result, made) => {
        if (made.backup) await firstCanaries(name, result, progress);
      },
    });
    removeUnused(cache); // what this platform needs was just used
    const { planned, summary, repaired } = done;
    const seconds = Math.round(progress.seconds);
    return {
      json: {
        environment: name,
        changes: planned.changes.length,
        repaired: repaired.map(({ on, concern, differs }) => ({ on, concern, differs })),
        seconds,
        services: summary.services,
        machines: summary.machines.map(({ name: machine, ssh }) => ({ name: machine, address: ssh.host })),
        warnings: planned.warnings,
        policies: planned.policies,
      },
      text: [
        `${describeBroughtUp(done)} in ${seconds} s.`,
        ...describeAdvice(planned.policies),
        "",
        firstSteps(workspace, summary),
      ].join("\n"),
    };
  },
  { first: sayWarnings },
);
