import { clusterIn, clusterOf, machinesOf } from "../../drivers";
import type { Finding } from "../../drivers/contracts/finding";
import { printedOn } from "../../drivers/reach/reach";
import type { StateResource } from "../../model/state";
import type { StackSummary } from "../../model/summary";
import { root } from "../clone";
import { probeFindings, probeScript, probesOf } from "./probes";

/** How far an environment is from what was last brought up. */
export interface Drift {
  readonly findings: readonly Finding[];
  /** Machines that do not answer: nothing is known of them, and nothing is repaired while they are silent. */
  readonly silent: readonly string[];
  /** How much was looked at. */
  readonly checked: { readonly machines: number; readonly probes: number; readonly services: number };
  /** Concerns that an older Ruche brought up, and that cannot be asked before the next update. */
  readonly unprobed: number;
}

/** Asks every machine, in one session each, and the cluster, all at once. */
export async function observeDrift(
  environment: string,
  summary: StackSummary,
  resources: readonly StateResource[],
): Promise<Drift> {
  const { probes, unprobed } = probesOf(resources);
  const [answers, cluster] = await Promise.all([
    Promise.all(
      summary.machines.map(async ({ name }) => {
        const own = probes.filter(({ machine }) => machine === name);
        const printed = await printedOn(summary, name, "bash -s", probeScript(own));
        return { name, probes: own.length, findings: printed === undefined ? undefined : probeFindings(own, printed) };
      }),
    ),
    clusterOf(summary)?.drift(resources),
  ]);
  const unanswered = answers.filter(({ findings }) => findings === undefined).map(({ name }) => name);
  const removed =
    unanswered.length > 0 ? await machinesOf(summary.provider).missing({ root, environment }, resources) : [];
  const declared = clusterIn(resources);
  const silent = unanswered.filter((name) => !removed.some(({ on }) => on === name));
  return {
    silent,
    unprobed,
    checked: {
      machines: answers.length - unanswered.length,
      probes: answers.reduce((sum, answer) => sum + (answer.findings ? answer.probes : 0), 0),
      services: cluster?.workloads ?? 0,
    },
    findings: [
      ...silent.map(
        (name): Finding => ({
          on: name,
          concern: "machine",
          differs: "does not answer by SSH",
          since: null,
          repair: null,
          remedy: `see ./ruche status ${environment}`,
        }),
      ),
      ...removed,
      ...answers.flatMap(({ findings }) => findings ?? []),
      ...(declared && !cluster && removed.length === 0
        ? [
            {
              on: "cluster",
              concern: declared.name,
              differs: "no manager answers",
              since: null,
              repair: null,
              remedy: `see ./ruche status ${environment}`,
            },
          ]
        : []),
      ...(cluster?.findings(unanswered) ?? []),
    ],
  };
}
