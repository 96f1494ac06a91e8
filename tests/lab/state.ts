import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { StateResource } from "../../model/state";
import { currentSummary, type StackSummary } from "../../model/summary";
import type { TestPlatform } from "./platform";

/** The resources of the platform's state. */
export function stateOf({ folder, environment }: TestPlatform): StateResource[] {
  const file = join(folder, ".ruche/state/.pulumi/stacks/ruche", `${environment}.json`);
  const state = JSON.parse(readFileSync(file, "utf8")) as { checkpoint: { latest: { resources: StateResource[] } } };
  return state.checkpoint.latest.resources;
}

/** What the platform's stack says of itself. */
export function summaryOf(platform: TestPlatform): StackSummary {
  const stack = stateOf(platform).find(({ type }) => type === "pulumi:pulumi:Stack");
  return currentSummary(stack!.outputs!.ruche as StackSummary);
}
