import { lab } from "./lab";
import type { MachineCandidate, MachinesTechnology } from "./technology";

const technologies: readonly MachinesTechnology[] = [lab];

/** Whether a resource that runs programs is itself a machine of the platform: it needs what no service may have. */
export const isMachine = (resource: MachineCandidate): boolean =>
  technologies.some((technology) => technology.isMachine(resource));
