import type { StackSummary } from "../../model/summary";
import type { StateResource } from "../pulumi/state";
import { manage, onMachine } from "../remote";
import { clusterFindings, declaredCluster, listing, type Running } from "./cluster";
import type { Finding } from "./finding";
import { probeFindings, probeScript, probesOf } from "./probes";
import { removedParts } from "./removedParts";

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
  const cluster = declaredCluster(resources);
  const [answers, listed] = await Promise.all([
    Promise.all(
      summary.machines.map(async ({ name }) => {
        const own = probes.filter(({ machine }) => machine === name);
        const printed = await onMachine(summary, name, "bash -s", probeScript(own));
        return { name, probes: own.length, findings: printed === undefined ? undefined : probeFindings(own, printed) };
      }),
    ),
    cluster && manage(summary, listing()),
  ]);
  const unanswered = answers.filter(({ findings }) => findings === undefined).map(({ name }) => name);
  const removed = unanswered.length > 0 ? await removedParts(environment, resources) : [];
  const silent = unanswered.filter((name) => !removed.some(({ on }) => on === name));
  const running = listed === undefined ? undefined : (JSON.parse(listed) as Running);
  return {
    silent,
    unprobed,
    checked: {
      machines: answers.length - unanswered.length,
      probes: answers.reduce((sum, answer) => sum + (answer.findings ? answer.probes : 0), 0),
      services:
        running && cluster ? cluster.resources.filter(({ type }) => type === "docker:index/service:Service").length : 0,
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
      ...(cluster && !running && removed.length === 0
        ? [
            {
              on: "cluster",
              concern: "swarm",
              differs: "no manager answers",
              since: null,
              repair: null,
              remedy: `see ./ruche status ${environment}`,
            },
          ]
        : []),
      ...(cluster && running ? clusterFindings(cluster, running, unanswered) : []),
    ],
  };
}
