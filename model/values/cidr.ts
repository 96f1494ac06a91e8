import * as ipaddr from "ipaddr.js";
import { InvalidValue } from "./invalidValue";

const allowed = "a network as address/prefix: 10.20.0.0/24, 192.168.4.7/32, fd00:20::/64";

/** A network: an IPv4 or IPv6 address with the length of its prefix. Immutable. */
export class Cidr {
  private constructor(
    readonly family: 4 | 6,
    /** First address of the network, as a number. */
    private readonly first: bigint,
    /** How many leading bits all addresses of the network share. */
    readonly prefix: number,
  ) {
    Object.freeze(this);
  }

  /**
   * Reads `10.20.0.0/24`. An address inside the network (`10.20.0.7/24`) is refused rather than rounded: it is
   * more often a mistake than a network.
   * @throws InvalidValue
   */
  static parse(text: string): Cidr {
    const match = /^([0-9a-fA-F:.]+)\/(\d{1,3})$/.exec(text.trim());
    if (match === null) {
      const remedy = isAddress(text.trim())
        ? `write ${text.trim()}/${text.includes(":") ? 128 : 32} for this one address`
        : "write address/prefix";
      throw new InvalidValue("not a network", text, allowed, remedy);
    }
    const address = addressOf(match[1]);
    if (address === undefined) {
      throw new InvalidValue(
        "not an address",
        text,
        allowed,
        "write the address with four numbers (IPv4) or in groups (IPv6)",
      );
    }
    const width = address.family === 4 ? 32 : 128;
    const prefix = Number(match[2]);
    if (prefix > width) {
      throw new InvalidValue("prefix too long", text, `a prefix from 0 to ${width}`, `use /${width} for one address`);
    }
    const rest = BigInt(width - prefix);
    const first = (address.number >> rest) << rest;
    const network = new Cidr(address.family, first, prefix);
    if (first !== address.number) {
      throw new InvalidValue(
        "an address inside a network, not a network",
        text,
        allowed,
        `write ${network} for the network`,
      );
    }
    return network;
  }

  /** One address alone. @throws InvalidValue if it is none */
  static alone(address: string): Cidr {
    return Cidr.parse(`${address}/${address.includes(":") ? 128 : 32}`);
  }

  /** How many addresses the network has. */
  get size(): bigint {
    return 1n << BigInt((this.family === 4 ? 32 : 128) - this.prefix);
  }

  /** Everything of the family: `0.0.0.0/0` or `::/0`. */
  get isEverything(): boolean {
    return this.prefix === 0;
  }

  /** Whether an address or a whole network lies inside this one. */
  contains(other: Cidr | string): boolean {
    const inner = typeof other === "string" ? Cidr.alone(other) : other;
    return inner.family === this.family && inner.first >= this.first && inner.end <= this.end;
  }

  /** Whether the two networks share at least one address. Networks of different families never do. */
  overlaps(other: Cidr): boolean {
    return this.family === other.family && this.first < other.end && other.first < this.end;
  }

  /**
   * The nth address: 0 is the network's own, 1 the first that a machine can have.
   * @throws InvalidValue when the network has no such address
   */
  host(n: number): string {
    if (!Number.isSafeInteger(n) || n < 0 || BigInt(n) >= this.size) {
      throw new InvalidValue(`no such address in ${this}`, n, `0 to ${this.size - 1n}`, "use a larger network");
    }
    return textOf(this.family, this.first + BigInt(n));
  }

  /** IPv4 before IPv6, then by first address, then the larger network first: for sorting. */
  compare(other: Cidr): number {
    if (this.family !== other.family) return this.family - other.family;
    if (this.first !== other.first) return this.first < other.first ? -1 : 1;
    return this.prefix - other.prefix;
  }

  equals(other: Cidr): boolean {
    return this.compare(other) === 0;
  }

  toString(): string {
    return `${textOf(this.family, this.first)}/${this.prefix}`;
  }

  toJSON(): string {
    return this.toString();
  }

  private get end(): bigint {
    return this.first + this.size;
  }
}

/** Whether the text is an IPv4 address with all four numbers, or an IPv6 address. */
export function isAddress(text: string): boolean {
  return addressOf(text) !== undefined;
}

function addressOf(text: string): { family: 4 | 6; number: bigint } | undefined {
  // ipaddr.js also reads `10.1` and octal numbers, which people do not mean.
  const valid = text.includes(":") ? ipaddr.IPv6.isValid(text) : ipaddr.IPv4.isValidFourPartDecimal(text);
  if (!valid) return undefined;
  const bytes = ipaddr.parse(text).toByteArray();
  return {
    family: bytes.length === 4 ? 4 : 6,
    number: bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n),
  };
}

function textOf(family: 4 | 6, number: bigint): string {
  const bytes: number[] = [];
  for (let index = family === 4 ? 3 : 15; index >= 0; index--) bytes.push(Number((number >> BigInt(8 * index)) & 255n));
  return ipaddr.fromByteArray(bytes).toString();
}
