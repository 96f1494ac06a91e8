/**
 * What the engine asks a policy pack, read from the bytes of its calls: `AnalyzeRequest` and `AnalyzeStackRequest` of
 * Pulumi's `analyzer.proto` (3.248).
 *
 * The SDK's generated classes read all of a message into objects with an accessor for each field, from which plain data
 * is made after that: for some thousand resources this takes several times as long as all rules. Here what is wanted is
 * read, straight into plain data.
 */
import { Reader } from "protobufjs/minimal";
import { readValue, type Value } from "../../model/inputs";

/** A resource as the engine tells of it. */
export interface AskedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parentUrn: string | undefined;
  readonly providerUrn: string | undefined;
  /** Its inputs; at the end of a run its outputs. Read when they are asked for. */
  properties(): Value;
  /** URNs of the resources from which it has an input; at the end of a run only. Read when they are asked for. */
  dependencies(key: string): readonly string[];
}

/** Reads an `AnalyzeRequest`. */
export function readResource(request: Uint8Array): AskedResource {
  return resource(Reader.create(request), request.length);
}

/** Reads an `AnalyzeStackRequest`. */
export function readStack(request: Uint8Array): AskedResource[] {
  const resources: AskedResource[] = [];
  fields(
    Reader.create(request),
    request.length,
    (field, reader) => field === 1 && resources.push(within(reader, resource)) > 0,
  );
  return resources;
}

/** An `AnalyzeRequest`, or an `AnalyzerResource` of a stack: what both have has the same numbers. */
function resource(reader: Reader, end: number): AskedResource {
  let [urn, type, name] = ["", "", ""];
  let parentUrn: string | undefined;
  let providerUrn: string | undefined;
  let properties: Uint8Array | undefined;
  const dependencies: Uint8Array[] = [];
  fields(reader, end, (field) => {
    if (field === 1) type = reader.string();
    else if (field === 2) properties = reader.bytes();
    else if (field === 3) urn = reader.string();
    else if (field === 4) name = reader.string();
    else if (field === 5)
      parentUrn = within(reader, (inner, to) => text(inner, to, 8)); // AnalyzerResourceOptions.parent
    else if (field === 6)
      providerUrn = within(reader, (inner, to) => text(inner, to, 3)); // AnalyzerProviderResource.urn
    else if (field === 7)
      parentUrn = reader.string() || parentUrn; // of a stack's resource
    else if (field === 9)
      dependencies.push(reader.bytes()); // entries of AnalyzerResource.propertyDependencies
    else return false;
    return true;
  });
  return {
    urn,
    type,
    name,
    parentUrn,
    providerUrn,
    dependencies: (key) => dependencies.flatMap((entry) => dependenciesIn(entry, key)),
    properties: () => (properties === undefined ? {} : readValue(struct(Reader.create(properties), properties.length))),
  };
}

/** The URNs of an entry of `propertyDependencies`, if it is of this key. */
function dependenciesIn(bytes: Uint8Array, wanted: string): readonly string[] {
  let key = "";
  const urns: string[] = [];
  fields(Reader.create(bytes), bytes.length, (field, reader) => {
    if (field === 1) key = reader.string();
    else if (field === 2)
      within(reader, (inner, end) => fields(inner, end, (number) => number === 1 && urns.push(inner.string()) > 0));
    else return false;
    return true;
  });
  return key === wanted ? urns : [];
}

/**
 * Reads the fields of a message that ends at `end`; what `read` does not take, which it says by `false`, is passed
 * over.
 */
function fields(reader: Reader, end: number, read: (field: number, reader: Reader) => boolean): void {
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (!read(tag >>> 3, reader)) reader.skipType(tag & 7);
  }
}

/** Reads a message inside another. */
function within<Result>(reader: Reader, read: (reader: Reader, end: number) => Result): Result {
  const length = reader.uint32();
  return read(reader, reader.pos + length);
}

/** One text of a message; undefined where it has none, or an empty one. */
function text(reader: Reader, end: number, wanted: number): string | undefined {
  let found = "";
  fields(reader, end, (field) => {
    if (field === wanted) found = reader.string();
    return field === wanted;
  });
  return found === "" ? undefined : found;
}

type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };

/** A `google.protobuf.Struct`. Entries become properties of their own, whatever they are called. */
function struct(reader: Reader, end: number): Plain {
  const entries: [string, Plain][] = [];
  fields(reader, end, (field) => field === 1 && entries.push(within(reader, entry)) > 0);
  return Object.fromEntries(entries);
}

function entry(reader: Reader, end: number): [string, Plain] {
  let key = "";
  let content: Plain = null;
  fields(reader, end, (field) => {
    if (field === 1) key = reader.string();
    else if (field === 2) content = within(reader, value);
    else return false;
    return true;
  });
  return [key, content];
}

/** A `google.protobuf.Value`. */
function value(reader: Reader, end: number): Plain {
  let found: Plain = null;
  fields(reader, end, (field) => {
    if (field === 2) found = reader.double();
    else if (field === 3) found = reader.string();
    else if (field === 4) found = reader.bool();
    else if (field === 5) found = within(reader, struct);
    else if (field === 6) found = within(reader, list);
    else return false;
    return true;
  });
  return found;
}

/** A `google.protobuf.ListValue`. */
function list(reader: Reader, end: number): Plain {
  const items: Plain[] = [];
  fields(reader, end, (field) => field === 1 && items.push(within(reader, value)) > 0);
  return items;
}
