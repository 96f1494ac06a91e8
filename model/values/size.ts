import { InvalidValue } from "./invalidValue";

const allowed = "a number with a unit: 512MiB, 10GB, 1.5TB (kB, MB, GB, TB are thousands; KiB, MiB, GiB, TiB are 1024)";

/** Units by their written name, in bytes. `K` alone or `G` alone is not accepted: it says not whether 1000 or 1024. */
const units: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  PB: 1e15,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
  PiB: 1024 ** 5,
};

/** An amount of memory or disk, in whole bytes. Immutable. */
export class Size {
  private constructor(
    /** The whole amount, in bytes. */
    readonly bytes: number,
  ) {
    Object.freeze(this);
  }

  /** @throws InvalidValue unless `count` is a whole number, zero or more */
  static bytes(count: number): Size {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new InvalidValue("not an amount of bytes", count, "whole bytes, zero to 9 PB", "give a whole number");
    }
    return new Size(count);
  }

  static mebibytes(count: number): Size {
    return Size.bytes(count * 1024 ** 2);
  }

  static gibibytes(count: number): Size {
    return Size.bytes(count * 1024 ** 3);
  }

  static gigabytes(count: number): Size {
    return Size.bytes(count * 1e9);
  }

  /**
   * Reads `10GB`, `512MiB`, `1.5TB`. The unit is mandatory and its letters are exact.
   * @throws InvalidValue
   */
  static parse(text: string): Size {
    const match = /^(\d+(?:\.\d+)?) ?([A-Za-z]*)$/.exec(text.trim());
    if (match === null) {
      throw new InvalidValue("not an amount of bytes", text, allowed, "write a number followed by its unit");
    }
    const [, number, unit] = match;
    if (unit === "") {
      throw new InvalidValue("the unit is missing", text, allowed, `write for instance ${number}GB`);
    }
    const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
    if (factor === undefined) {
      throw new InvalidValue("unknown unit", text, allowed, remedyOf(number, unit));
    }
    // Rounded because 1.1 * 1e9 is not whole in binary, though 1.1GB is a whole number of bytes.
    const bytes = Math.round(Number(number) * factor);
    if (!Number.isSafeInteger(bytes)) {
      throw new InvalidValue("too large", text, "up to 9 PB", "give a smaller amount");
    }
    return new Size(bytes);
  }

  plus(other: Size): Size {
    return Size.bytes(this.bytes + other.bytes);
  }

  /** @throws InvalidValue unless the result is a whole number of bytes */
  times(factor: number): Size {
    return Size.bytes(this.bytes * factor);
  }

  /** Negative when smaller than `other`, positive when larger, 0 when equal: for sorting. */
  compare(other: Size): number {
    return this.bytes - other.bytes;
  }

  equals(other: Size): boolean {
    return this.bytes === other.bytes;
  }

  /** The shortest text that `parse` reads back to the same value; thousands win a tie. */
  toString(): string {
    let best = `${this.bytes}B`;
    for (const [unit, factor] of Object.entries(units)) {
      const text = `${this.bytes / factor}${unit}`;
      if (this.bytes > 0 && this.bytes % factor === 0 && text.length < best.length) best = text;
    }
    return best;
  }

  toJSON(): string {
    return this.toString();
  }
}

function remedyOf(number: string, unit: string): string {
  const letter = unit[0].toUpperCase();
  if (!"KMGTP".includes(letter)) return "use one of these units";
  return `write ${number}${letter === "K" ? "k" : letter}B (thousands) or ${number}${letter}iB (1024)`;
}
