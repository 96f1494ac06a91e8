import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { LabMachines } from "../../components";
import { settled, startMocks } from "./support/mockedProgram";

/** What Pulumi itself keeps of a resource. */
interface Kept {
  readonly __name: string;
  readonly __protect?: boolean;
  readonly __childResources?: ReadonlySet<pulumi.Resource>;
}

/** Names of the protected resources below a lab of one machine. */
async function protectedOf(options?: pulumi.ComponentResourceOptions): Promise<string[]> {
  startMocks();
  const { __childResources } = new LabMachines("hive", { count: 1 }, options) as unknown as Kept;
  await settled();
  return ([...__childResources!] as unknown as Kept[])
    .filter(({ __protect }) => __protect)
    .map(({ __name }) => __name)
    .sort();
}

describe("a lab", () => {
  const keepsData = ["hive-hive1-docker", "hive-hive1-glusterd", "hive-hive1-srv", "hive-seed"];

  it("has its volumes and its seed protected, and nothing that a new image or an update makes anew", async () => {
    assert.deepEqual(await protectedOf(), keepsData);
  });

  it("has nothing protected if its option says so", async () => {
    assert.deepEqual(await protectedOf({ protect: false }), []);
  });
});
