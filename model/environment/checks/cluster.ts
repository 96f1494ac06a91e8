import { alsoManager, noManager } from "../../rules/clusterRoles";
import type { Draft } from "../draft";
import { items } from "../draft";
import type { CheckFinding } from "../mistake";
import { found, machineList } from "./references";

/** Managers and workers are machines, each in one role. */
export function clusterMachines(draft: Draft): CheckFinding[] {
  const cluster = draft["ruche:cluster"];
  return [
    ...machineList(draft, ["ruche:cluster", "managers"], cluster?.managers),
    ...machineList(draft, ["ruche:cluster", "workers"], cluster?.workers),
    ...items(cluster?.workers).flatMap(([index, worker]) =>
      cluster?.managers?.includes(worker) === true
        ? found(["ruche:cluster", "workers", index], alsoManager, { value: worker })
        : [],
    ),
  ];
}

/**
 * How many managers there are. A cluster acts while more than half of them answer, so a second or fourth one adds
 * a machine that may fail without adding a failure that is survived.
 *
 * One manager in production is a warning, not a mistake: services go on when it is lost, only changes stop, and an
 * association with one machine is a legitimate production. Policies may be stricter.
 */
export function managerCount(draft: Draft): CheckFinding[] {
  const managers = draft["ruche:cluster"]?.managers;
  if (managers === undefined) return [];
  const path = ["ruche:cluster", "managers"];
  if (managers.length === 0) return found(path, noManager);
  if (managers.length % 2 === 0) {
    return [
      {
        path,
        message: `an even number of managers (${managers.length}) survives no more failures than ${managers.length - 1}`,
        allowed: "1, 3 or 5 managers",
        remedy: "add one, or make one a worker",
        level: "warning",
      },
    ];
  }
  if (managers.length === 1 && draft["ruche:tier"] === "production") {
    return [
      {
        path,
        message: "a single manager in production: nothing can be changed while it is down",
        allowed: "3 or 5 managers",
        remedy: "name three managers",
        level: "warning",
      },
    ];
  }
  if (managers.length > 7) {
    return [
      {
        path,
        message: `${managers.length} managers slow every change down`,
        allowed: "1, 3, 5 or 7 managers",
        remedy: "make some of them workers",
        level: "warning",
      },
    ];
  }
  return [];
}
