import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { VolumeDriver, VolumeHealth } from "../../drivers/contracts/volume";
import { findOut } from "../../drivers/reach/ask";
import type { Reachable } from "../../drivers/reach/reach";

/** A volume that is up and whole. */
export interface VolumeUnderTest {
  readonly driver: VolumeDriver;
  /** Whether it answers nothing while another question to it is under way. Default: it answers always. */
  readonly mayBeBusy?: boolean;
  /** By which its machines are asked. */
  readonly reach: Reachable;
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

    /** One answer. Only of a technology that may be busy with another question is silence no answer. */
    const health = async (ask = () => volume.driver.health()): Promise<VolumeHealth | undefined> => {
      for (const end = Date.now() + 60_000; ; await pause(300)) {
        const answer = await ask();
        if (answer !== undefined || !volume.mayBeBusy || Date.now() > end) return answer;
      }
    };

    /** Asked until it is as expected, as it is some time after a change; from then on every answer is right. */
    const becomes = async (expected: object): Promise<void> => {
      for (const end = Date.now() + 120_000; ; await pause(300)) {
        const answer = await health();
        if (isDeepStrictEqual(answer, expected)) break;
        if (Date.now() > end) assert.deepEqual(answer, expected);
      }
      for (let time = 0; time < 2; time++) assert.deepEqual(await health(), expected);
    };
    const whole = (): object => ({ there: [...volume.machines].sort(), missing: [], pending: 0 });

    it("says that every copy is there and in step", () => becomes(whole()));

    it("is asked again and again, and says the same", async () => {
      for (let time = 0; time < 5; time++) assert.deepEqual(await health(), whole());
    });

    it("says the same if it is asked together with others", async () => {
      assert.deepEqual(await health(() => findOut(volume.reach, volume.driver.inquiry)), whole());
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
