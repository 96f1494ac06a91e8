import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { formerTypes, isOfType } from "../../model/tokens";

describe("type tokens", () => {
  it("of then belong to one of today each, and nothing has them any more", () => {
    const former = Object.values(formerTypes);
    assert.equal(new Set(former).size, former.length);
    const graph = readFileSync(resolve(__dirname, "../golden/lab.txt"), "utf8");
    for (const token of former) assert.ok(!graph.includes(`${token}$`) && !graph.includes(`${token} `), token);
  });

  it("are taken for one another in a state", () => {
    assert.ok(isOfType("ruche:clusters:SwarmCluster", "ruche:orchestrators:SwarmCluster"));
    assert.ok(isOfType("ruche:orchestrators:SwarmCluster", "ruche:orchestrators:SwarmCluster"));
    assert.ok(!isOfType("ruche:data:MariaDb", "ruche:orchestrators:SwarmCluster"));
    assert.ok(!isOfType("ruche:services:Site", "ruche:services:Etherpad"));
  });
});
