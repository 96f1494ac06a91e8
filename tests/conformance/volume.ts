import assert from "node:assert/strict";
import type { VolumeDriver } from "../../drivers/contracts/volume";

/** A volume that is up and whole. */
export interface VolumeUnderTest {
  readonly driver: VolumeDriver;
  /** Machines that hold a copy. */
  readonly machines: readonly string[];
  /** The same volume as it is said to be if none of its machines answers. */
  readonly silent: VolumeDriver;
  /** Takes a copy away without a word. What it answers gives the copy back. */
  readonly lose: (machine: string) => Promise<() => Promise<void>>;
}

/** What every driver of volumes keeps: a technology is done when it passes. */
export function volumeConformance(name: string, open: () => Promise<VolumeUnderTest>): void {
  describe(`a volume's driver: ${name}`, function () {
    this.timeout(180_000);
    let volume: VolumeUnderTest;
    before(async () => {
      volume = await open();
    });

    /** Asked until it is as expected: a volume may be busy with another question for a moment. */
    const becomes = async (expected: object): Promise<void> => {
      for (const end = Date.now() + 120_000; ; await new Promise((next) => setTimeout(next, 300))) {
        const found = await volume.driver.health();
        try {
          assert.deepEqual(found, expected);
          return;
        } catch (error) {
          if (Date.now() > end) throw error;
        }
      }
    };
    const whole = (): object => ({ there: [...volume.machines].sort(), missing: [], pending: 0 });

    it("says that every copy is there and in step", () => becomes(whole()));

    it("is asked again and again, and says the same", async () => {
      for (let time = 0; time < 3; time++) await becomes(whole());
    });

    it("says nothing if no machine of it answers", async () => {
      assert.equal(await volume.silent.health(), undefined);
    });

    it("says which copy is not there, and counts nothing without it; whole again, it is in step", async () => {
      const lost = volume.machines.at(-1)!;
      const giveBack = await volume.lose(lost);
      try {
        const others = volume.machines.filter((machine) => machine !== lost).sort();
        await becomes({ there: others, missing: [lost], pending: undefined });
      } finally {
        await giveBack();
      }
      await becomes(whole());
    });
  });
}
