import { clusterOf } from "../../drivers";
import { answers as answersBySsh } from "../../drivers/reach/reach";
import type { StackSummary } from "../../model/summary";
import { type ServiceHealth, type Surroundings, servicesOf } from "./services";

/** How an environment is, seen from this computer. */
export interface Health {
  readonly machines: readonly { readonly name: string; readonly address: string; readonly reachable: boolean }[];
  readonly services: readonly ServiceHealth[];
  /** Everything reachable, healthy and complete. */
  readonly asDeclared: boolean;
}

/** Asks every machine and every service, all at once. */
export async function observe(summary: StackSummary): Promise<Health> {
  return (await look(summary)).health;
}

/** How everything is if it is well and nothing is being replaced; undefined if something has to be waited for. */
export async function wellNow(summary: StackSummary): Promise<Health | undefined> {
  const { health, replacing } = await look(summary);
  return health.asDeclared && !replacing ? health : undefined;
}

/** Observes until everything is well or the time is up; gives the last observation. */
export async function untilWell(summary: StackSummary, withinSeconds: number): Promise<Health> {
  const end = Date.now() + withinSeconds * 1000;
  for (;;) {
    const { health, replacing } = await look(summary);
    if ((health.asDeclared && !replacing) || Date.now() > end) return health;
    await new Promise((next) => setTimeout(next, 300));
  }
}

/** Name of the ingress in the cluster. */
const ingress = "ingress";

/**
 * How everything is, and whether the cluster is replacing the ingress, one machine after the other: the machine that is
 * asked may be the one whose turn comes last.
 */
async function look(summary: StackSummary): Promise<{ readonly health: Health; readonly replacing: boolean }> {
  const cluster = clusterOf(summary);
  const asked = Promise.all([
    Promise.all(
      summary.machines.map(async (machine) => ({
        name: machine.name,
        address: machine.ssh.host,
        reachable: await answersBySsh(summary, machine),
      })),
    ),
    cluster?.running(),
  ]);
  const surroundings = asked.then(
    ([machines, running]): Surroundings => ({
      up: new Set(machines.flatMap(({ name, reachable }) => (reachable ? [name] : []))),
      running,
      why: async () => undefined,
    }),
  );
  const [[machines, running], services] = await Promise.all([asked, servicesOf(summary, surroundings)]);
  const asDeclared = machines.every((machine) => machine.reachable) && services.every(({ healthy }) => healthy);
  return { health: { machines, services, asDeclared }, replacing: running?.replacing.has(ingress) ?? false };
}
