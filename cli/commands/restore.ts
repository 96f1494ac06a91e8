import { createInterface } from "node:readline/promises";
import { Command } from "commander";
import { withLock } from "../../tools/lock";
import { DataPlatform } from "../backup/platform";
import { restoreAside, restoreInPlace } from "../backup/restore";
import { chooseRun, runsOf } from "../backup/runs";
import type { CommandDefinition } from "../command";
import { exitStatus, Refusal } from "../failure";
import { Progress } from "../progress";

/** `./ruche restore <environment> <service>` */
export const restore = (): CommandDefinition => ({
  command: new Command("restore")
    .argument("<environment>", "name of the environment")
    .argument("<service>", "name of the service")
    .option("--at <time>", "the newest backup from before this time; default the newest of all")
    .option("--snapshot <id>", "this backup, or the one whose name begins so")
    .option("--into <name>", "restore beside the service, under this name, and touch nothing")
    .option("--consent <service>", "the service's name: what it holds now may be replaced (asked for otherwise)")
    .option("--without-safety", "make no backup of what is replaced; for a service that cannot be backed up any more")
    .summary("bring a service's data back")
    .description(
      "Stops the service, backs up what it holds, puts a backup in its place and starts it again. If that fails, the service goes on as it was; if it is interrupted, the same command finishes it.\n\nExample: ./ruche restore lab wiki --at 2026-11-20T18:00Z --consent wiki",
    ),
  run: async ([name, only], options) => {
    const { at, snapshot, into, consent, withoutSafety } = options as {
      at?: string;
      snapshot?: string;
      into?: string;
      consent?: string;
      withoutSafety?: boolean;
    };
    if (at !== undefined && snapshot !== undefined)
      throw new Refusal("--at and --snapshot both say which backup: take one of them.", exitStatus.wrongUse);
    if (into !== undefined && !/^[a-z][a-z0-9-]{0,30}$/.test(into))
      throw new Refusal(`--into ${into}: write a name of lower-case letters, digits and hyphens`, exitStatus.wrongUse);
    const progress = new Progress();
    const platform = await DataPlatform.open(name!, progress);
    const service = platform.services(only)[0]!;
    const run = chooseRun(service.name, await runsOf(platform, service), { at, snapshot });
    if (into !== undefined) {
      if (platform.summary.services.some((other) => other.name === into))
        throw new Refusal(`--into ${into}: there is a service of this name`, exitStatus.wrongUse);
      const where = await progress.step(`restoring ${service.name} into ${into}`, 10, () =>
        restoreAside(platform, service, run, into),
      );
      progress.stop();
      return {
        json: { environment: name, service: service.name, run: run.run, into, where: where.split("\n") },
        text: where,
      };
    }
    await askForConsent(name!, service.name, run.time, consent);
    const done = await withLock(`restore/${platform.workspace.directory}/${service.name}`, () =>
      progress.step(`restoring ${service.name}`, 20, () =>
        restoreInPlace(platform, service, run, { safety: !withoutSafety }),
      ),
    );
    progress.stop();
    return {
      json: { environment: name, ...done },
      text: `${service.name} is as it was at ${run.time.slice(0, 19)}Z (${done.seconds.toFixed(0)} s).${done.safety ? ` What it held before is kept: ./ruche restore ${name} ${service.name} --snapshot ${done.safety}` : ""}`,
    };
  },
});

/** Newer data is never replaced without the service's name typed by somebody. */
async function askForConsent(
  environment: string,
  service: string,
  time: string,
  given: string | undefined,
): Promise<void> {
  if (given === service) return;
  const what = `This replaces what ${service} holds now, all that was written since ${time.slice(0, 19)}Z included.`;
  if (given !== undefined || !process.stdin.isTTY) {
    throw new Refusal(
      `${what} Nothing was touched. Say so with the service's name: ./ruche restore ${environment} ${service} --consent ${service}`,
    );
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await prompt.question(`${what} Type the name of the service to go on: `);
  prompt.close();
  if (answer.trim() !== service) throw new Refusal("Nothing was touched.");
}
