import assert from "node:assert/strict";
import type { VolumeHealth } from "../../drivers/contracts/volume";
import { clusterConformance } from "../conformance/cluster";
import { FakeCluster, nowhere, underTest } from "../conformance/fakeCluster";
import { FakeVolume } from "../conformance/fakeVolume";
import { volumeConformance } from "../conformance/volume";
import { failuresOf } from "./support/suite";

/** A driver that answers rightly only now and then does not pass. */
describe("conformance is refused", () => {
  const machines = ["hive1", "hive2", "hive3"];

  /** Titles that fail for a volume which gives these answers before each right one. */
  const volume = (before: readonly (VolumeHealth | undefined)[], mayBeBusy = false) =>
    failuresOf(() =>
      volumeConformance("a driver that flaps", async () => {
        const fake = new FakeVolume(machines);
        let asked = 0;
        const health = async () => {
          const at = asked++ % (before.length + 1);
          return at < before.length ? before[at] : fake.health();
        };
        return {
          driver: { health, inquiry: fake.inquiry },
          reach: nowhere,
          mayBeBusy,
          machines,
          silent: new FakeVolume([]),
          lose: (machine) => fake.lose(machine),
        };
      }),
    );
  const again = "is asked again and again, and says the same";

  it("to a volume that answers wrongly two times of three", async () => {
    const wrong = { there: [], missing: machines, pending: undefined };
    assert.ok((await volume([undefined, wrong])).includes(again));
    assert.ok((await volume([wrong, wrong], true)).includes(again));
    assert.ok((await volume([undefined])).includes(again));
  });

  it("but not to one that is only busy, if its technology may be", async () => {
    assert.deepEqual(await volume([undefined], true), []);
    assert.deepEqual(await volume([]), []);
  }).timeout(20_000);

  it("to a cluster whose copies come and go", async () => {
    class Flapping extends FakeCluster {
      #asked = 0;
      override async copies() {
        return this.#asked++ % 2 === 0 ? new Map() : super.copies();
      }
    }
    const driver = await new Flapping().listen();
    try {
      const failed = await failuresOf(() => clusterConformance("a cluster that flaps", async () => underTest(driver)));
      assert.notDeepEqual(failed, []);
    } finally {
      driver.close();
    }
  });
});
