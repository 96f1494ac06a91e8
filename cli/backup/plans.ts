import { type BackupPlan, backupPlan } from "../../model/backup/plan";
import type { Environment } from "../../model/environment";
import { Duration } from "../../model/values";
import { catalogueFacts } from "../catalogue";

/** The backup plans that follow from an environment, by service. */
export function plansOf({ backup, services }: Environment, environment: string): Readonly<Record<string, BackupPlan>> {
  if (!backup) return {};
  const goals = { rpoSeconds: backup.rpo.seconds, keepSeconds: backup.keep.seconds };
  const { kinds } = catalogueFacts();
  return Object.fromEntries(
    services
      .filter(({ stateful }) => stateful)
      .map(({ name, kind }) => {
        const items = kinds.find((known) => known.kind === kind)?.items ?? ["files"];
        return [name, backupPlan({ environment, service: name, items: items.map((item) => ({ kind: item })), goals })];
      }),
  );
}

/** The plans for people; nothing where there are none. */
export function describePlans(plans: Readonly<Record<string, BackupPlan>>, repositories: readonly string[]): string {
  const [first] = Object.values(plans);
  if (!first) return "";
  const { intervalSeconds, snapshots, keepSeconds, lateAfterSeconds } = first;
  const length = (seconds: number): string => Duration.seconds(seconds).toString();
  return [
    `Backups to ${repositories.join(", ")}: every ${length(intervalSeconds)}, ` +
      `${snapshots} kept for ${length(keepSeconds)} and more, late after ${length(lateAfterSeconds)}.`,
    ...Object.entries(plans).map(
      ([service, { offsetSeconds, budgetBytes }]) =>
        `  ${service.padEnd(12)} starts ${Math.floor(offsetSeconds / 60)} min into each interval; ` +
        `about ${(budgetBytes / 1e9).toFixed(1)} GB of disk`,
    ),
  ].join("\n");
}
