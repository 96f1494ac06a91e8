import type { VolumeDriver, VolumeHealth } from "../../drivers/contracts/volume";

/** A volume in this process, of which copies can be taken away. */
export class FakeVolume implements VolumeDriver {
  readonly #gone = new Set<string>();

  constructor(private readonly machines: readonly string[]) {}

  readonly inquiry = { questions: [], read: () => this.#health() };

  async health(): Promise<VolumeHealth | undefined> {
    return this.inquiry.read();
  }

  #health(): VolumeHealth | undefined {
    const missing = this.machines.filter((machine) => this.#gone.has(machine));
    const there = this.machines.filter((machine) => !this.#gone.has(machine));
    return there.length === 0 ? undefined : { there, missing, pending: missing.length > 0 ? undefined : 0 };
  }

  async lose(machine: string): Promise<() => Promise<void>> {
    this.#gone.add(machine);
    return async () => {
      this.#gone.delete(machine);
    };
  }
}
