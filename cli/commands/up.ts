import { Command } from "commander";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "../../images/lock";
import type { StackSummary } from "../../stacks/summary";
import { exitStatus, Refusal } from "../failure";
import { untilWell } from "../health";
import { prepare } from "../prepare";
import { Progress } from "../progress";
import type { Result, Stack } from "../pulumi/stack";
import { marked, recover } from "../recovery";
import { describeOutcome } from "../outcome";
import { checkedWorkspace, root, type Workspace } from "../workspace";
import type { CommandDefinition } from ".";

/** `./ruche up [environment]` */
export const up = (): CommandDefinition => ({
  command: new Command("up")
    .argument("[environment]", "name of the environment", "lab")
    .summary("bring an environment up")
    .description("Brings an environment up: what is missing is made, what differs is changed, the rest is left alone. Policies are enforced before anything is touched.\n\nExample: ./ruche up lab"),
  run: async ([name = "lab"]) => {
    const workspace = checkedWorkspace(name);
    const progress = new Progress();
    if (workspace.warnings) progress.say(workspace.warnings);
    return withEnvironment(workspace, progress, async () => {
      const { stack, containers } = await prepare(workspace, progress);
      await stack.ensure();
      await recover(workspace, stack, containers, (line) => progress.say(line));
      const [planned, known] = await progress.step("comparing with the declaration", 5, () => Promise.all([stack.preview(), stack.summary()]));
      refuseUnlessPossible(planned);
      if (planned.changes.length > 0) await change(workspace, stack, planned, progress);
      const summary = planned.changes.length > 0 ? await stack.summary() : known;
      if (!summary) throw new Error("the stack has no outputs after the update: run ./ruche up again");
      if (summary.authority) writeFileSync(join(workspace.directory, "authority.pem"), summary.authority);
      const health = await progress.step("waiting until every service answers", 10, () => untilWell(summary, 180));
      progress.stop();
      const ill = [...health.machines.filter(({ reachable }) => !reachable), ...health.services.filter(({ healthy }) => !healthy)].map(({ name }) => name);
      if (ill.length > 0) throw new Refusal(`The update is done, but ${ill.join(", ")} did not answer within 3 minutes. See ./ruche status ${name}`, exitStatus.failed, { ill });
      const seconds = Math.round(progress.seconds);
      return {
        json: { environment: name, changes: planned.changes.length, seconds, services: summary.services, machines: summary.machines, warnings: planned.warnings },
        text: `${planned.changes.length === 0 ? "Nothing to change" : `${planned.changes.length} changes made`} in ${seconds} s.\n\n${firstSteps(workspace, summary)}`,
      };
    });
  },
});

/** One change at a time: a second command waits and says for whom. */
export function withEnvironment<T>(workspace: Workspace, progress: Progress, work: () => Promise<T>): Promise<T> {
  return withLock(`environment/${root}/${workspace.name}`, work, {
    onWait: (holder) => progress.say(`another ruche (process ${holder}) is changing ${workspace.name}: waiting for it to finish`),
  });
}

async function change(workspace: Workspace, stack: Stack, planned: Result, progress: Progress): Promise<void> {
  progress.say(`${planned.changes.length} changes to make`);
  const result = await marked(workspace, () => stack.up(progress.follow(planned)));
  if (!result.succeeded) throw new Refusal(describeOutcome(result), result.blocked ? exitStatus.policy : exitStatus.failed, { errors: result.errors, policies: result.policies });
}

/** Ends here when the preview failed or a policy said no. */
export function refuseUnlessPossible(planned: Result): void {
  if (planned.succeeded) return;
  const reason = planned.blocked ? "A policy refuses this change; nothing was touched." : "The preview failed; nothing was touched.";
  throw new Refusal(`${reason}\n${describeOutcome(planned)}`, planned.blocked ? exitStatus.policy : exitStatus.failed, { errors: planned.errors, policies: planned.policies });
}

function firstSteps({ name }: Workspace, { services, machines, certificates }: StackSummary): string {
  const open = services.filter(({ url }) => url !== null);
  const first = open[0];
  if (!first) return `No service is declared yet. See ./ruche status ${name}`;
  const { address } = machines.find(({ inCluster }) => inCluster)!;
  const hosts = open.map(({ url }) => new URL(url!).hostname).join(" ");
  // What an ACME authority issues is trusted already, or by what its owner gave out; the platform's own authority is not.
  const own = certificates !== "acme";
  return [
    ...open.map((service) => `  ${service.name.padEnd(12)} ${service.url}${service.exposure === "members" ? "   (members only)" : ""}`),
    "",
    "Three things to try:",
    `  1. Ask it:            curl ${own ? `--cacert .ruche/${name}/authority.pem ` : ""}--resolve ${new URL(first.url!).hostname}:443:${address} ${first.url}`,
    `  2. Use a browser:     echo '${address} ${hosts}' | sudo tee -a /etc/hosts${own ? `    and trust .ruche/${name}/authority.pem there` : ""}`,
    `  3. See how it is${own ? ": " : ", and the certificates:"}    ./ruche status ${name}    and the passwords: ./ruche password ${name}`,
  ].join("\n");
}
