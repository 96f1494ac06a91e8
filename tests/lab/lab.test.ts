import assert from "node:assert/strict";
import { ensureContainerEngine, releaseContainerEngine } from "../../drivers/lab/containerEngine";
import { cacheRoot } from "../../tools/cacheRoot";
import { backupCases } from "./backups";
import { byHandCases } from "./byHand";
import { conformanceCases } from "./conformance";
import { driftCases } from "./drift";
import { exposureCases } from "./exposure";
import { failureCases } from "./failures";
import { growthCases } from "./growth";
import { insideCases } from "./inside";
import { intruderCases } from "./intruder";
import { lifecycleCases } from "./lifecycle";
import { type NetworkFingerprint, networkFingerprint } from "./network";
import { type Status, TestPlatform } from "./platform";
import { registryCases } from "./registry";
import { removalCases } from "./removal";
import { rotationCases } from "./rotation";
import { secretCases } from "./secrets";
import { serviceCases } from "./services";
import { storageCases } from "./storage";

describe("the lab, end to end on one platform", function () {
  this.timeout(300_000);
  const platform = new TestPlatform();
  const settings: { before?: NetworkFingerprint } = {};

  before("one command brings it up", async function () {
    this.timeout(1_800_000);
    // An engine that an earlier suite left idle is stopped first, so that the settings before are the computer's own.
    const engine = await ensureContainerEngine({ cache: cacheRoot() });
    const stopped = await releaseContainerEngine(engine);
    if (stopped || !engine.places) settings.before = networkFingerprint();
    const { status, stderr } = await platform.ruche(["up", "lab"]);
    assert.equal(status, 0, stderr);
  });

  it("is as declared: four machines, every service healthy (D5)", async () => {
    const status: Status = await platform.status();
    assert.deepEqual(
      status.machines.map(({ name, reachable }) => [name, reachable]),
      [
        ["cellar", true],
        ["hive1", true],
        ["hive2", true],
        ["hive3", true],
      ],
    );
    assert.deepEqual(
      status.services.map(({ name, kind, exposure, healthy, replicas }) => [name, kind, exposure, healthy, replicas]),
      [
        ["home", "site", "public", true, { wanted: 1, running: 1 }],
        ["pad", "etherpad", "members", true, { wanted: 1, running: 1 }],
        ["wiki", "dokuwiki", "public", true, { wanted: 1, running: 1 }],
      ],
    );
  });

  serviceCases(platform);
  storageCases(platform);
  registryCases(platform);
  backupCases(platform);
  byHandCases(platform);
  conformanceCases(platform);
  exposureCases(platform);
  intruderCases(platform);
  insideCases(platform);
  lifecycleCases(platform);
  driftCases(platform);
  failureCases(platform);
  growthCases(platform);
  rotationCases(platform);
  secretCases(platform);
  removalCases(platform, settings);

  after("nothing of the test stays", async function () {
    this.timeout(120_000);
    await platform.ruche(["down", "lab", "--consent", "lab"]);
    platform.remove();
  });
});
