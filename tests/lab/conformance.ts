import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { clusterOf } from "../../drivers";
import { closeSessions } from "../../drivers/reach/reach";
import type { StateResource } from "../../model/state";
import { currentSummary, type StackSummary } from "../../model/summary";
import { clusterConformance } from "../conformance/cluster";
import type { TestPlatform } from "./platform";

/** The drivers of the lab's technologies keep their contracts. */
export function conformanceCases(platform: TestPlatform): void {
  describe("conformance", () => {
    after(closeSessions);

    clusterConformance("Swarm (P6)", async () => {
      const resources = stateOf(platform);
      const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
      const summary = currentSummary(stack!.outputs!.ruche as StackSummary);
      const driver = clusterOf(summary);
      assert.ok(driver);
      return {
        driver,
        machines: summary.cluster!.nodes,
        workload: "home",
        port: 8080,
        folder: "/srv/www",
        read: (path) => platform.on("hive1", `cat "/DATA/services/home/srv/www/${path}"`),
        resources,
      };
    });
  });
}

/** The resources of the platform's state. */
function stateOf({ folder, environment }: TestPlatform): StateResource[] {
  const file = join(folder, ".ruche/state/.pulumi/stacks/ruche", `${environment}.json`);
  const state = JSON.parse(readFileSync(file, "utf8")) as { checkpoint: { latest: { resources: StateResource[] } } };
  return state.checkpoint.latest.resources;
}
