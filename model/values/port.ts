import { InvalidValue } from "./invalidValue";

const allowed = "a whole number from 1 to 65535";

/** A TCP or UDP port. Immutable. */
export class Port {
  private constructor(
    /** The port's number, 1 to 65535. */
    readonly number: number,
  ) {
    Object.freeze(this);
  }

  /** @throws InvalidValue */
  static of(number: number): Port {
    if (!Number.isInteger(number) || number < 1 || number > 65_535) {
      throw new InvalidValue("not a port", number, allowed, "give the number that the software listens on");
    }
    return new Port(number);
  }

  /**
   * Reads `8080`.
   * @throws InvalidValue
   */
  static parse(text: string): Port {
    if (!/^\d{1,5}$/.test(text.trim())) {
      throw new InvalidValue("not a port", text, allowed, "give the number that the software listens on");
    }
    return Port.of(Number(text));
  }

  compare(other: Port): number {
    return this.number - other.number;
  }

  equals(other: Port): boolean {
    return this.number === other.number;
  }

  toString(): string {
    return String(this.number);
  }

  toJSON(): number {
    return this.number;
  }
}
