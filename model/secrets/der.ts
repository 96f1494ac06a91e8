/** Values of ASN.1 in their distinguished encoding (DER, X.690), one inside the other, by the writer of `asn1`. */
import { Ber, BerWriter } from "asn1";

/** What `write` writes. */
function written(write: (writer: BerWriter) => void): Buffer {
  const writer = new BerWriter({ size: 64, growthFactor: 8 });
  write(writer);
  return writer.buffer;
}

/** Its `writeBuffer` refuses an empty content. */
const tagged = (tag: number, content: Buffer): Buffer =>
  Buffer.concat([
    written((writer) => {
      writer.writeByte(tag);
      writer.writeLength(content.length);
    }),
    content,
  ]);

/** Bit of a tag: other values are inside. */
const constructed = 0x20;
/** Class of tags that mean something only where they stand. */
const contextSpecific = 0x80;

export const sequence = (...items: readonly Buffer[]): Buffer =>
  tagged(Ber.Sequence | constructed, Buffer.concat(items));
/** A set of one: several would have to be sorted. */
export const set = (item: Buffer): Buffer => tagged(Ber.Set | constructed, item);
/** `[tag] EXPLICIT`: a value as it is, inside. */
export const explicit = (tag: number, value: Buffer): Buffer => tagged(contextSpecific | constructed | tag, value);
/** `[tag] IMPLICIT`: a value's content, under another tag. */
export const implicit = (tag: number, content: Buffer): Buffer => tagged(contextSpecific | tag, content);

export const boolean = (value: boolean): Buffer => written((writer) => writer.writeBoolean(value));
/** A number, or the bytes of a large one: signed, the highest first, none too many. */
export const integer = (value: number | Buffer): Buffer =>
  typeof value === "number" ? written((writer) => writer.writeInt(value)) : tagged(Ber.Integer, value);
export const objectIdentifier = (id: string): Buffer => written((writer) => writer.writeOID(id, Ber.OID));
export const octetString = (content: Buffer): Buffer => tagged(Ber.OctetString, content);
export const utf8String = (text: string): Buffer => tagged(Ber.Utf8String, Buffer.from(text));

/** @param unused - How many of the last byte's lowest bits are none. */
export const bitString = (content: Buffer, unused = 0): Buffer =>
  tagged(Ber.BitString, Buffer.concat([Buffer.of(unused), content]));

/** A date of a certificate: with two digits of the year until 2049 (RFC 5280, 4.1.2.5). */
export function time(date: Date): Buffer {
  const text = `${date.toISOString().replace(/[-:T]|\.\d+/g, "")}`;
  return date.getUTCFullYear() < 2050
    ? tagged(Ber.UTCTime, Buffer.from(text.slice(2)))
    : tagged(Ber.GeneralizedTime, Buffer.from(text));
}
