import { Command } from "commander";
import { describeFinding } from "../../drivers/contracts/finding";
import type { CommandDefinition } from "../command";
import { observeDrift } from "../drift/observe";
import { exitStatus, notUp, Refusal } from "../failure";
import { Progress } from "../progress";
import { openStack } from "../up/prepare";
import { openWorkspace } from "../workspace";

/** `./ruche drift [environment]` */
export const drift = (): CommandDefinition => ({
  command: new Command("drift")
    .argument("[environment]", "name of the environment", "lab")
    .summary("what was changed by hand since the last `up`")
    .description(
      "Asks every machine and the cluster whether they are as the last `up` left them, says what differs, since when, and whether `up` repairs it. Changes nothing. Status 1 when something differs.\n\nExample: ./ruche drift lab --json",
    ),
  run: async ([name = "lab"]) => {
    const workspace = openWorkspace(name);
    const progress = new Progress();
    const stack = await openStack(workspace, progress);
    const summary = stack.isKnown ? await stack.summary() : undefined;
    if (!summary) throw notUp(name);
    const { findings, checked, unprobed } = await observeDrift(name, summary, await stack.resources());
    progress.stop();
    if (unprobed > 0)
      throw new Refusal(
        `${unprobed} concerns of ${name} cannot be asked: an older Ruche brought them up. Bring it up once with this one: ./ruche up ${name}`,
      );
    const seconds = Math.round(progress.seconds * 10) / 10;
    const asDeclared = findings.length === 0;
    return {
      status: asDeclared ? exitStatus.done : exitStatus.failed,
      json: {
        environment: name,
        asDeclared,
        findings: findings.map(({ repair, ...finding }) => ({ ...finding, repairedByUp: repair !== null })),
        checked,
        seconds,
      },
      text: [
        `${name}: ${asDeclared ? "as the last up left it" : "NOT as the last up left it"}. Asked in ${seconds} s: ${checked.machines} machines, ${checked.probes} probes, ${checked.services} services.`,
        ...findings.map(describeFinding),
      ].join("\n"),
    };
  },
});
