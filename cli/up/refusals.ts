import type { PreparedMachines } from "../../drivers/contracts/machines";
import type { StackSummary } from "../../model/summary";
import { type BackupHealth, backupsOf } from "../backup/health";
import { refuseOtherVersions } from "../backup/versions";
import { Refusal } from "../failure";
import type { Workspace } from "../workspace";

/** Machines that no state knows would be in the way of the new ones, and only somebody can say that they may go. */
export async function refuseStrays({ name }: Workspace, machines: PreparedMachines): Promise<void> {
  if ((await machines.count()) === 0) return;
  throw new Refusal(
    `${name} is on this computer, but its state is gone: .ruche was removed while it was up. Put .ruche back, take the state from where a team has it (./ruche move-state ${name} --from ADDRESS), or remove what is left of ${name} with all its data: ./ruche down ${name}; nothing was touched.`,
  );
}

/**
 * Names of machines on which nothing is: somebody removed them by hand, or an update made them anew and failed then. It
 * had asked itself before it began, and nothing could be restored on them since.
 */
export type Blank = () => Promise<readonly string[]>;

/** An update would start an empty server of another version, or a service whose restore stopped in the middle. */
export async function refuseWhileHalf(name: string, known: StackSummary, blank: Blank): Promise<void> {
  refuseOtherVersions(name, known);
  const half = (await knownBackups(name, known, blank)).filter(({ restoring }) => restoring);
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

/** Within which time machines that were just started have answered, in milliseconds. */
const patience = 60_000;

/**
 * What the runner of backups says of each service; nothing if nothing is on any machine that could say.
 *
 * @throws Refusal if no machine of a cluster that is there answers: then a restore may be half done.
 */
export async function knownBackups(
  name: string,
  known: StackSummary,
  blank: Blank = async () => [],
  ask: typeof backupsOf = backupsOf,
  within: number = patience,
): Promise<readonly BackupHealth[]> {
  for (const end = Date.now() + within; ; ) {
    const backups = await ask(name, known);
    if (backups) return backups;
    const empty = await blank();
    if (known.cluster?.nodes.every((node) => empty.includes(node))) return [];
    if (Date.now() > end)
      throw new Refusal(
        "No machine of the cluster says whether a restore or an upgrade is half done, and this change could start a " +
          `service on half of its data; nothing was touched. See ./ruche status ${name}. If all machines of the ` +
          `cluster are gone: ./ruche rebuild ${name}`,
      );
    await new Promise((next) => setTimeout(next, Math.min(500, within)));
  }
}
