import { Duration } from "../../values";
import type { Draft } from "../draft";
import { entries } from "../draft";
import type { CheckFinding } from "../mistake";
import { machineNames, unknownName } from "./references";

/** The goals are possible: something may be lost, and what is kept reaches further back than one backup. */
export function backupGoals(draft: Draft): CheckFinding[] {
  const backup = draft["ruche:backup"];
  const found: CheckFinding[] = [];
  if (backup?.rpo?.isZero === true) {
    found.push({
      path: ["ruche:backup", "rpo"],
      message: "nothing may be lost: no backup can promise that",
      allowed: "1m or more",
      remedy: "write how much may be lost, for instance 6h",
    });
  } else if (backup?.rpo !== undefined && backup.rpo.compare(Duration.minutes(1)) < 0) {
    found.push({
      path: ["ruche:backup", "rpo"],
      message: "too short for any backup",
      allowed: "1m or more",
      remedy: "write how much may be lost, for instance 6h",
    });
  }
  if (backup?.keep?.isZero === true) {
    found.push({
      path: ["ruche:backup", "keep"],
      message: "nothing is kept",
      allowed: "longer than rpo",
      remedy: "write how long backups are kept, for instance 7d12h",
    });
  } else if (backup?.rpo !== undefined && backup.keep !== undefined && backup.keep.compare(backup.rpo) < 0) {
    found.push({
      path: ["ruche:backup", "keep"],
      message: `shorter than rpo (${backup.rpo}): between two backups there would be none`,
      allowed: `${backup.rpo} or more`,
      remedy: "keep backups for several times the rpo, for instance 7d12h",
    });
  }
  return found;
}

/** Repositories are on machines that exist, and there is one. */
export function repositories(draft: Draft): CheckFinding[] {
  const declared = draft["ruche:backup"]?.repositories;
  const machines = machineNames(draft);
  if (declared === undefined) return [];
  if (Object.keys(declared).length === 0) {
    return [
      {
        path: ["ruche:backup", "repositories"],
        message: "no repository",
        allowed: "one repository or more",
        remedy: "write for instance { second-host: { on: hive2 } }",
      },
    ];
  }
  if (machines === undefined) return [];
  return entries(declared).flatMap(([name, repository]) =>
    repository?.on === undefined
      ? []
      : unknownName(["ruche:backup", "repositories", name, "on"], repository.on, machines, "machine"),
  );
}
