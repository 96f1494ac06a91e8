/**
 * What the template's program would make of an environment's machines, volumes and cluster, registered with Pulumi's
 * mocks in this process.
 */
import { probeIn } from "../../../components/machines/configuration/script";
import type { Environment } from "../../../model/environment";
import type { StackSummary } from "../../../model/summary";
import { clusterLayer } from "../../../stacks/layers/cluster";
import { machinesLayer } from "../../../stacks/layers/machines";
import { storageLayer } from "../../../stacks/layers/storage";
import { summary } from "../../../stacks/summary";
import { answerOf, inputsOf, registeredNames, settled, startMocks } from "./mockedProgram";

/** A shell program of the plan, with the settings that stand before it. */
export interface PlannedProgram {
  /** The machine that it is said to run on; undefined for one of this computer. */
  readonly machine: string | undefined;
  readonly settings: Readonly<Record<string, readonly string[]>>;
}

/** What would be made. */
export interface Planned {
  readonly names: readonly string[];
  /** Addresses of machines, by name. */
  readonly addresses: Readonly<Record<string, string>>;
  /** A resource's program. */
  program(name: string): PlannedProgram;
  readonly summary: StackSummary;
}

/** Plans an environment, on top of what is deployed. */
export async function planned(...on: Parameters<typeof plannedOn>): Promise<Planned> {
  // Pulumi keeps where each promise was made: reading the map of each place's source would take most of the time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return await plannedOn(...on);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function plannedOn(
  environment: Environment,
  deployed: StackSummary | undefined,
  kept: Readonly<Record<string, string>>,
): Promise<Planned> {
  startMocks();
  const machines = machinesLayer(environment, { subnet: "10.80.7.0/24", prefix: "walk", addresses: kept }, undefined);
  const storage = storageLayer(environment, machines, deployed);
  const cluster = clusterLayer(environment, machines, deployed);
  const { environment: told } = summary(environment, machines, storage, cluster, undefined, []);
  const answer = await answerOf(told);
  await settled();
  return {
    names: registeredNames(),
    addresses: Object.fromEntries(answer.machines.map(({ name, internal }) => [name, internal])),
    program: (name) => {
      const script = String(inputsOf(name).create);
      return { machine: probeIn(script)?.machine, settings: settingsOf(script) };
    },
    summary: answer,
  };
}

/** Words that stand in assignments at a line's beginning; the first of each name counts. */
function settingsOf(script: string): Record<string, readonly string[]> {
  const found: Record<string, readonly string[]> = {};
  for (const [, name, list, word] of script.matchAll(/^(\w+)=(?:\((.*)\)|(\S*))$/gm))
    found[name!] ??= list === undefined ? [word!] : list.split(" ").filter(Boolean);
  return found;
}
