import type { CheckContext, Draft } from "../draft";
import type { CheckFinding } from "../mistake";
import { backupGoals, repositories } from "./backup";
import { clusterMachines, managerCount } from "./cluster";
import { exceptions } from "./exceptions";
import { existingMachines, labNetwork, providerAvailable, someMachine } from "./machines";
import { addresses, names } from "./names";
import { fittingNetworks, separateNetworks, usableAddresses } from "./networks";
import { certificates, membersOnce, publicNames, seedGiven } from "./people";
import { portsKept, portsOnce } from "./ports";
import { secretsKnown } from "./rotation";
import {
  addressOnce,
  clusterForServices,
  exposureKept,
  kindKnown,
  pathServed,
  singleWriter,
  stateHasVolume,
  volumeForServices,
} from "./services";
import { settingsKept } from "./settings";
import { copies, mounts, platformVolume, storageMachines } from "./storage";

const checks: readonly ((draft: Draft, context: CheckContext) => CheckFinding[])[] = [
  names,
  addresses,
  providerAvailable,
  someMachine,
  existingMachines,
  labNetwork,
  separateNetworks,
  fittingNetworks,
  usableAddresses,
  storageMachines,
  copies,
  mounts,
  platformVolume,
  clusterMachines,
  managerCount,
  certificates,
  publicNames,
  membersOnce,
  backupGoals,
  repositories,
  kindKnown,
  exposureKept,
  singleWriter,
  stateHasVolume,
  volumeForServices,
  addressOnce,
  pathServed,
  settingsKept,
  portsKept,
  portsOnce,
  exceptions,
  secretsKnown,
];

/**
 * Everything that concerns several fields at once, or more than a field's form. `present` are the sections that are
 * there at all.
 */
export function crossChecks(draft: Draft, context: CheckContext, present: ReadonlySet<string>): CheckFinding[] {
  return [
    ...checks.flatMap((check) => check(draft, context)),
    ...seedGiven(draft, present.has("ruche:seed")),
    ...clusterForServices(draft, present.has("ruche:cluster")),
  ];
}
