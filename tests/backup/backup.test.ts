import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually, TestPlatform } from "../lab/platform";
import { drillCases } from "./drills";
import { faultCases } from "./faults";
import { rebuildCases } from "./rebuild";
import { repositoryCases } from "./repository";
import { restoreCases } from "./restores";
import { scheduleCases } from "./schedule";
import { secretCases } from "./secrets";
import { upgradeCases } from "./upgrade";

const services = ["chat", "home", "pad", "wiki"] as const;

describe("data that comes back, end to end on one platform", function () {
  this.timeout(300_000);
  const platform = new TestPlatform();

  before("one command brings it up, with a service for each way of keeping data", async function () {
    this.timeout(1_800_000);
    const file = join(platform.folder, "environments/Pulumi.lab.yaml");
    writeFileSync(
      file,
      readFileSync(file, "utf8").replace(/^ {4}pad: .*$/m, "$&\n    chat: { kind: mattermost, exposure: public }"),
    );
    const { status, stderr } = await platform.ruche(["up", "lab"]);
    assert.equal(status, 0, stderr);
  });

  it("every service has its first backup by the platform's own schedule, without any command (B1, B10)", async () => {
    const first = await eventually("the first backups", 360, async () => {
      const { status, json } = await platform.ruche<{ services: { service: string; runs: { purpose: string }[] }[] }>([
        "snapshots",
        "lab",
      ]);
      assert.equal(status, 0);
      assert.ok(json.services.every(({ runs }) => runs.length > 0));
      return json.services;
    });
    assert.deepEqual(
      first.map(({ service, runs }) => [service, runs.map(({ purpose }) => purpose)]),
      services.map((service) => [service, ["regular"]]),
    );
  }).timeout(400_000);

  restoreCases(platform);
  drillCases(platform);
  repositoryCases(platform);
  secretCases(platform);
  faultCases(platform);
  upgradeCases(platform);
  rebuildCases(platform);
  scheduleCases(platform);

  after("nothing of the test stays", async function () {
    this.timeout(180_000);
    await platform.ruche(["down", "lab", "--consent", "lab"]);
    platform.remove();
  });
});
