import type { PreparedMachines } from "../../drivers/contracts/machines";
import type { StackSummary } from "../../model/summary";
import { backupsOf } from "../backup/health";
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

/** An update would start an empty server of another version, or a service whose restore stopped in the middle. */
export async function refuseWhileHalf(name: string, known: StackSummary): Promise<void> {
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
