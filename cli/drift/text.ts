import { describeFinding } from "../../drivers/contracts/finding";
import type { Drift } from "./observe";

/** What was changed by hand, for people. */
export const describeDrift = (environment: string, { findings, checked }: Drift, seconds: number): string =>
  [
    `${environment}: ${findings.length === 0 ? "as the last up left it" : "NOT as the last up left it"}. ` +
      `Asked in ${seconds} s: ` +
      `${checked.machines} machines, ${checked.probes} probes, ${checked.services} services.`,
    ...findings.map(describeFinding),
  ].join("\n");
