import { declaredState } from "./BKP-001-declared-state/policy";
import { backupPlan } from "./BKP-002-backup-plan/policy";
import type { Policy } from "./core/policy";
import { declaredPorts } from "./EXP-001-declared-ports/policy";
import { managementPorts } from "./EXP-002-management-ports/policy";
import { privileges } from "./SEC-001-privileges/policy";
import { singleWriter } from "./SRV-001-single-writer/policy";
import { pinnedImage } from "./SUP-001-pinned-image/policy";

/** All policies, by id. */
export const policies: readonly Policy[] = [declaredState, backupPlan, declaredPorts, managementPorts, privileges, singleWriter, pinnedImage];
