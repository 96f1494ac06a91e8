import { InvalidValue } from "./invalidValue";

const allowed = "a whole number with a unit, or several from large to small: 90s, 15m, 6h, 7d12h, 2w";

/** Units from large to small, in seconds. Months and years are left out: their length varies. */
const units = [
  ["w", 604_800],
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
  ["s", 1],
] as const;

/** A length of time in whole seconds. Immutable. */
export class Duration {
  private constructor(
    /** The whole length, in seconds. */
    readonly seconds: number,
  ) {
    Object.freeze(this);
  }

  static readonly zero = new Duration(0);

  /** @throws InvalidValue unless `count` is a whole number, zero or more */
  static seconds(count: number): Duration {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new InvalidValue("not a length of time", count, "whole seconds, zero or more", "give a whole number");
    }
    return new Duration(count);
  }

  static minutes(count: number): Duration {
    return Duration.seconds(count * 60);
  }

  static hours(count: number): Duration {
    return Duration.seconds(count * 3_600);
  }

  static days(count: number): Duration {
    return Duration.seconds(count * 86_400);
  }

  /**
   * Reads `6h`, `7d12h`, `90s`. A unit is mandatory: what `30` means differs from tool to tool.
   * @throws InvalidValue
   */
  static parse(text: string): Duration {
    const written = text.trim();
    if (/^[+-]?\d+(\.\d+)?$/.test(written)) {
      throw new InvalidValue(
        "the unit is missing",
        text,
        allowed,
        `write for instance ${written.replace(/^[+-]/, "")}h`,
      );
    }
    if (/^-/.test(written)) {
      throw new InvalidValue("a length of time cannot be negative", text, allowed, "leave the minus out");
    }
    const match = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(written);
    if (match === null || written === "") {
      throw new InvalidValue(
        "not a length of time",
        text,
        allowed,
        "use the units w, d, h, m, s, each once, large to small",
      );
    }
    const total = units.reduce((sum, [, length], index) => sum + Number(match[index + 1] ?? 0) * length, 0);
    return Duration.seconds(total);
  }

  get isZero(): boolean {
    return this.seconds === 0;
  }

  plus(other: Duration): Duration {
    return Duration.seconds(this.seconds + other.seconds);
  }

  /** @throws InvalidValue unless the result is a whole number of seconds, zero or more */
  times(factor: number): Duration {
    return Duration.seconds(this.seconds * factor);
  }

  /** How many whole times `other` fits in; Infinity when `other` is zero. */
  dividedBy(other: Duration): number {
    return other.isZero ? Infinity : Math.floor(this.seconds / other.seconds);
  }

  /** Negative when shorter than `other`, positive when longer, 0 when equal: for sorting. */
  compare(other: Duration): number {
    return this.seconds - other.seconds;
  }

  equals(other: Duration): boolean {
    return this.seconds === other.seconds;
  }

  /** The shortest text that `parse` reads back to the same value, in days at most (`7d12h`). */
  toString(): string {
    let rest = this.seconds;
    let text = "";
    for (const [unit, length] of units.slice(1)) {
      const count = Math.floor(rest / length);
      rest -= count * length;
      if (count > 0) text += `${count}${unit}`;
    }
    return text === "" ? "0s" : text;
  }

  toJSON(): string {
    return this.toString();
  }
}
