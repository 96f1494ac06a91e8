import { declaredState } from "./BKP-001-declared-state/policy";
import { backupPlan } from "./BKP-002-backup-plan/policy";
import { separateRepository } from "./BKP-003-separate-repository/policy";
import { reachableObjective } from "./BKP-004-reachable-objective/policy";
import { retention } from "./BKP-005-retention/policy";
import { provenRestore } from "./BKP-006-proven-restore/policy";
import { recentEvidence } from "./BKP-007-recent-evidence/policy";
import { passedDrill } from "./BKP-008-passed-drill/policy";
import { genuineEvidence } from "./BKP-009-genuine-evidence/policy";
import { sameMajorVersion } from "./BKP-010-same-major-version/policy";
import type { Policy } from "./core/policy";
import { declaredPorts } from "./EXP-001-declared-ports/policy";
import { managementPorts } from "./EXP-002-management-ports/policy";
import { encryptedRoutes } from "./EXP-003-encrypted-routes/policy";
import { keptAudience } from "./EXP-004-kept-audience/policy";
import { oneOwner } from "./EXP-005-one-owner/policy";
import { guardedMachines } from "./EXP-006-guarded-machines/policy";
import { singleWriter } from "./QRM-001-single-writer/policy";
import { managers } from "./QRM-002-managers/policy";
import { splitBrain } from "./QRM-003-split-brain/policy";
import { copiesOfData } from "./QRM-004-copies-of-data/policy";
import { managersApart } from "./QRM-005-managers-apart/policy";
import { copiesApart } from "./QRM-006-copies-apart/policy";
import { safeStorage } from "./QRM-007-safe-storage/policy";
import { dataWithinReach } from "./QRM-008-data-within-reach/policy";
import { hostLoss } from "./QRM-009-host-loss/policy";
import { privileges } from "./SEC-001-privileges/policy";
import { plainSecrets } from "./SEC-002-plain-secrets/policy";
import { bindMounts } from "./SEC-003-bind-mounts/policy";
import { isolation } from "./SEC-004-isolation/policy";
import { root } from "./SEC-005-root/policy";
import { hostKeys } from "./SEC-006-host-keys/policy";
import { storageClients } from "./SEC-007-storage-clients/policy";
import { pinnedImage } from "./SUP-001-pinned-image/policy";
import { ownRegistry } from "./SUP-002-own-registry/policy";
import { maintainedSoftware } from "./SUP-003-maintained-software/policy";
import { maintainedImage } from "./SUP-004-maintained-image/policy";
import { editionLimits } from "./SUP-005-edition-limits/policy";
import { recentFacts } from "./SUP-006-recent-facts/policy";

/** All policies, by id. */
export const policies: readonly Policy[] = [
  declaredState,
  backupPlan,
  separateRepository,
  reachableObjective,
  retention,
  provenRestore,
  recentEvidence,
  passedDrill,
  genuineEvidence,
  sameMajorVersion,
  declaredPorts,
  managementPorts,
  encryptedRoutes,
  keptAudience,
  oneOwner,
  guardedMachines,
  singleWriter,
  managers,
  splitBrain,
  copiesOfData,
  managersApart,
  copiesApart,
  safeStorage,
  dataWithinReach,
  hostLoss,
  privileges,
  plainSecrets,
  bindMounts,
  isolation,
  root,
  hostKeys,
  storageClients,
  pinnedImage,
  ownRegistry,
  maintainedSoftware,
  maintainedImage,
  editionLimits,
  recentFacts,
];
