import type { DeclaredWorkload } from "../cluster";
import type { Value } from "../inputs";

/** A low-level resource of a stack, as far as it tells whether it is a machine. */
export interface MachineCandidate {
  /** Type token of the parent, as the URN says. */
  readonly parentType?: string;
  readonly providerUrn?: string;
  readonly props: Value;
  readonly workload?: DeclaredWorkload;
}

/** What a technology of machines does in its own way, as far as reviews must know it. */
export interface MachinesTechnology {
  /** Whether a resource that runs programs is one of its machines. */
  isMachine(resource: MachineCandidate): boolean;
}
