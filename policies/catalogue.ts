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
import { singleWriter } from "./QRM-001-single-writer/policy";
import { privileges } from "./SEC-001-privileges/policy";
import { pinnedImage } from "./SUP-001-pinned-image/policy";

/** All policies, by id. */
export const policies: readonly Policy[] = [
  declaredState, backupPlan, separateRepository, reachableObjective, retention, provenRestore, recentEvidence, passedDrill, genuineEvidence, sameMajorVersion,
  declaredPorts, managementPorts, singleWriter, privileges, pinnedImage,
];
