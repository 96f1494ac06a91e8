import { Command } from "commander";
import type { PreparedMachines } from "../../drivers/contracts/machines";
import { workloadTypes } from "../../model/cluster";
import type { StackSummary } from "../../model/summary";
import { backupsOf } from "../backup/health";
import { refuseOtherVersions } from "../backup/versions";
import type { CommandDefinition } from "../command";
import { exitStatus, Refusal } from "../failure";
import { Progress } from "../progress";
import type { Result } from "../pulumi/stack";
import { bringUp, withEnvironment } from "../up/change";
import { counted } from "../up/outcome";
import { withPrepared } from "../up/prepare";
import { recover } from "../up/recovery";
import { checkedWorkspace, type Workspace } from "../workspace";

/** `./ruche up [environment]` */
export const up = (): CommandDefinition => ({
  command: new Command("up")
    .argument("[environment]", "name of the environment", "lab")
    .option(
      "--reviewed <digest>",
      "digest of the plan that was reviewed, as `report` tells it: any other plan is refused",
    )
    .summary("bring an environment up")
    .description(
      "Brings an environment up: what is missing is made, what differs is changed, the rest is left alone. Policies are enforced before anything is touched.\n\nExample: ./ruche up lab",
    ),
  run: async ([name = "lab"], { reviewed }) => {
    if (reviewed !== undefined && !/^[0-9a-f]{64}$/.test(String(reviewed)))
      throw new Refusal(
        `--reviewed is "${String(reviewed)}". Allowed: 64 hexadecimal digits, as "digest" in ./ruche report ${name} --format json`,
        exitStatus.wrongUse,
      );
    const workspace = checkedWorkspace(name);
    const progress = new Progress();
    if (workspace.warnings) progress.say(workspace.warnings);
    return withEnvironment(workspace, progress, () =>
      withPrepared(workspace, progress, async ({ stack, machines }) => {
        if (!stack.isKnown) await refuseStrays(workspace, machines);
        await stack.ensure();
        await recover(workspace, stack, machines, (line) => progress.say(line));
        const { planned, summary, repaired } = await bringUp(workspace, stack, progress, {
          before: (known) => refuseWhileHalf(name, known),
          repair: true,
          ...(reviewed === undefined ? {} : { reviewed: String(reviewed) }),
          meanwhile: async (done, made) => {
            if (made.backup) await firstCanaries(name, done, progress);
          },
        });
        progress.stop();
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
          },
          text: `${planned.changes.length === 0 ? "Nothing to change" : `${counted(planned.changes.length, "change")} made${repaired.length > 0 ? `, which put right what was changed by hand in ${counted(repaired.length, "place")}` : ""}`} in ${seconds} s.\n\n${firstSteps(workspace, summary)}`,
        };
      }),
    );
  },
});

/** Machines that no state knows would be in the way of the new ones, and only somebody can say that they may go. */
async function refuseStrays({ name }: Workspace, machines: PreparedMachines): Promise<void> {
  if ((await machines.count()) === 0) return;
  throw new Refusal(
    `${name} is on this computer, but its state is gone: .ruche was removed while it was up. Put .ruche back, take the state from where a team has it (./ruche move-state ${name} --from ADDRESS), or remove what is left of ${name} with all its data: ./ruche down ${name}; nothing was touched.`,
  );
}

/** An update would start an empty server of another version, or a service whose restore stopped in the middle. */
async function refuseWhileHalf(name: string, known: StackSummary): Promise<void> {
  refuseOtherVersions(name, known);
  const half = ((await backupsOf(name, known)) ?? []).filter(({ restoring }) => restoring);
  if (half.length === 0) return;
  const services = half.map(({ service }) => service).join(", ");
  if (half.some(({ held }) => held))
    throw new Refusal(
      `An upgrade of the database of ${services} stopped in the middle, and this update could start it on an empty one. Finish it first: ./ruche upgrade ${name} ENGINE; nothing was touched.`,
    );
  throw new Refusal(
    `A restore of ${services} stopped in the middle, and this update could start it on half of its data. Finish it first: ./ruche restore ${name} ${half[0]!.service}; nothing was touched.`,
  );
}

/** Services that were just made get a canary at once: the platform's first backups should hold one. */
async function firstCanaries(name: string, { changes }: Result, progress: Progress): Promise<void> {
  const made = new Set(
    changes
      .filter(({ operation, type }) => operation === "create" && workloadTypes.has(type))
      .map((change) => change.name.replace(/-service$/, "")),
  );
  if (made.size === 0) return;
  const { DataPlatform } = await import("../backup/platform");
  const { writeCanary } = await import("../backup/canary");
  const platform = await DataPlatform.open(name, progress);
  await Promise.all(
    platform
      .services()
      .filter((service) => made.has(service.name))
      .map((service) =>
        writeCanary(platform, service).catch((error: unknown) =>
          progress.say(
            `${service.name} took no canary yet (${(error as Error).message}): ./ruche backup ${name} ${service.name} writes one`,
          ),
        ),
      ),
  );
}

function firstSteps({ name }: Workspace, { services, entrances, certificates }: StackSummary): string {
  const open = services.filter(({ url }) => url !== null);
  const first = open[0];
  if (!first) return `No service is declared yet. See ./ruche status ${name}`;
  const { address } = entrances[0]!;
  const hosts = open.map(({ url }) => new URL(url!).hostname).join(" ");
  // What an ACME authority issues is trusted already, or by what its owner gave out; the platform's own authority is
  // not.
  const own = certificates !== "acme";
  return [
    ...open.map(
      (service) =>
        `  ${service.name.padEnd(12)} ${service.url}${service.exposure === "members" ? "   (members only)" : ""}`,
    ),
    "",
    "Three things to try:",
    `  1. Ask it:            curl ${own ? `--cacert .ruche/${name}/authority.pem ` : ""}--resolve ${new URL(first.url!).hostname}:443:${address} ${first.url}`,
    `  2. Use a browser:     echo '${address} ${hosts}' | sudo tee -a /etc/hosts${own ? `    and trust .ruche/${name}/authority.pem there` : ""}`,
    `  3. See how it is${own ? ": " : ", and the certificates:"}    ./ruche status ${name}    and the passwords: ./ruche password ${name}`,
  ].join("\n");
}
