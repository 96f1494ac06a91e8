import { Command } from "commander";
import { rebuildingOf } from "../backup/rebuilding";
import { restoreAside, restoreInPlace } from "../backup/restore";
import { chooseRun, runsOf } from "../backup/runs";
import { describeMissing } from "../backup/text";
import { usualEnvironment } from "../clone";
import { type Answer, type Call, type CommandDefinition, explained } from "../command";
import { askForConsent } from "../consent";
import { exitStatus, Refusal } from "../failure";
import { alone } from "../up/change";
import { onData } from "./onPlatform";

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
    .option("--incomplete", "also a backup that lacks something the service declares; that stays as it is")
    .summary("bring a service's data back")
    .description(
      explained(
        [
          "Stops the service, backs up what it holds, puts a backup in its place and starts it again.",
          "If that fails, the service goes on as it was; if it is interrupted, the same command finishes it.",
        ],
        `./ruche restore ${usualEnvironment} wiki --at 2026-11-20T18:00Z --consent wiki`,
      ),
    ),
  run: (call) => {
    refuseWrongWords(wordsOf(call));
    return restored(call);
  },
});

interface Words {
  readonly at?: string;
  readonly snapshot?: string;
  readonly into?: string;
  readonly consent?: string;
  readonly withoutSafety?: boolean;
  readonly incomplete?: boolean;
}

const wordsOf = ({ options }: Call): Words => options as Words;

function refuseWrongWords({ at, snapshot, into }: Words): void {
  if (at !== undefined && snapshot !== undefined)
    throw new Refusal("--at and --snapshot both say which backup: take one of them.", exitStatus.wrongUse);
  if (into !== undefined && !/^[a-z][a-z0-9-]{0,30}$/.test(into))
    throw new Refusal(`--into ${into}: write a name of lower-case letters, digits and hyphens`, exitStatus.wrongUse);
}

const restored = onData(async (platform, call): Promise<Answer> => {
  const { name, progress } = call;
  const { at, snapshot, into, consent, withoutSafety, incomplete = false } = wordsOf(call);
  const service = platform.services(call.args[1])[0]!;
  // What was backed up since a rebuild began that is not done is the empty platform.
  const before = at ?? (snapshot === undefined ? rebuildingOf(platform.workspace)?.before : undefined);
  const run = chooseRun(service.name, await runsOf(platform, service), { at: before, snapshot });
  if (into !== undefined) {
    if (platform.summary.services.some((other) => other.name === into))
      throw new Refusal(`--into ${into}: there is a service of this name`, exitStatus.wrongUse);
    const where = await progress.step(`restoring ${service.name} into ${into}`, 10, () =>
      restoreAside(platform, service, run, into),
    );
    return {
      json: { environment: name, service: service.name, run: run.run, into, where: where.split("\n") },
      text: where,
    };
  }
  const moment = `${run.time.slice(0, 19)}Z`;
  // Newer data is never replaced without the service's name typed by somebody.
  await askForConsent({
    what: `This replaces what ${service.name} holds now, all that was written since ${moment} included.`,
    of: "service",
    word: service.name,
    given: consent,
    remedy:
      "Nothing was touched. Say so with the service's name: " +
      `./ruche restore ${name} ${service.name} --consent ${service.name}`,
  });
  // As the only command that changes the environment: an update would start the service on half of each.
  const done = await alone(platform.workspace, progress, () =>
    progress.step(`restoring ${service.name}`, 20, () =>
      restoreInPlace(platform, service, run, { safety: !withoutSafety, incomplete }),
    ),
  );
  const kept = `What it held before is kept: ./ruche restore ${name} ${service.name} --snapshot ${done.safety}`;
  return {
    json: { environment: name, ...done },
    text: [
      `${service.name} is as it was at ${moment} (${done.seconds.toFixed(0)} s).${done.safety ? ` ${kept}` : ""}`,
      ...done.missing.map(describeMissing),
    ].join("\n"),
  };
});
