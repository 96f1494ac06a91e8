import { printedOn } from "../../drivers/reach/reach";
import type { StackSummary } from "../../model/summary";
import { shellProgram } from "../../tools/programFile";
import type { Asked, Difference } from "./expected";

/** What a machine says of itself. It is only a hint where to look: whether a port is open is seen from outside. */
export interface Listeners {
  readonly machine: string;
  /** Whether its firewall's rules are in the kernel. */
  readonly firewall: boolean;
  readonly ports: readonly (Asked & { /** A program or a container. */ readonly by: string })[];
}

/** Prints what a machine says of itself. */
export const listenersProgram = (): string => shellProgram(__dirname, "listeners.sh");

/** Asks a machine by SSH; undefined when it does not answer. */
export async function listenersOn(summary: StackSummary, machine: string): Promise<Listeners | undefined> {
  const said = await printedOn(summary, machine, listenersProgram());
  return said === undefined ? undefined : readListeners(machine, said);
}

/** Reads what a machine answered. */
export function readListeners(machine: string, said: string): Listeners {
  const ports = said.split("\n").flatMap((line) => {
    const [, protocol, port, by = ""] = /^(tcp|udp) (\d+) (.+)$/.exec(line) ?? [];
    return protocol === undefined ? [] : [{ machine, protocol: protocol as "tcp" | "udp", port: Number(port), by }];
  });
  return { machine, firewall: said.startsWith("loaded"), ports };
}

/** Says of open ports what listens there and why the firewall does not help. */
export function explained(differences: readonly Difference[], told: readonly (Listeners | undefined)[]): Difference[] {
  return differences.map((difference) => {
    const of = told.find((listeners) => listeners?.machine === difference.machine);
    if (of === undefined || !difference.opened) return difference;
    // A container's own name says more than that of Docker's proxy before it.
    const by = of.ports.filter(({ port, protocol }) => difference.what === `${port}/${protocol}`).at(-1)?.by;
    return {
      ...difference,
      found:
        `${difference.found}${by === undefined ? "" : `; ${by} listens there`}; ` +
        `${of.firewall ? "its firewall has a rule that nobody declared" : "its firewall is not loaded"}`,
    };
  });
}
