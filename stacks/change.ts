import * as pulumi from "@pulumi/pulumi";
import { declaredDeployment, deployedDeployment } from "../model/changes/deployment";
import { changeObjections } from "../model/changes/objections";
import { changeWarnings } from "../model/changes/serviceChanges";
import type { Environment } from "../model/environment";
import { formatMistakes, mistakeOf } from "../model/environment/mistake";
import type { StackSummary } from "../model/summary";

/**
 * Refuses a change of the environment's file that would lose something, before any resource is registered; says what a
 * change leaves behind.
 *
 * @param addresses - Of machines, where the file does not say them.
 * @throws RunError with every mistake.
 */
export function judgeChange(
  environment: Environment,
  summary: StackSummary | undefined,
  addresses: Readonly<Record<string, string>> | undefined,
): void {
  if (summary === undefined) return;
  const declared = declaredDeployment(environment, addresses);
  const deployed = deployedDeployment(summary);
  const file = `environments/Pulumi.${pulumi.getStack()}.yaml`;
  const mistakes = changeObjections(declared, deployed).map((finding) => mistakeOf(finding, file));
  if (mistakes.length > 0)
    throw new pulumi.RunError(
      `${file} changes what the platform that is up cannot follow; nothing was touched.\n${formatMistakes(mistakes)}`,
    );
  for (const warning of changeWarnings(declared, deployed)) void pulumi.log.warn(warning);
}
