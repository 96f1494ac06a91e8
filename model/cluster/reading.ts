/** What readers of workloads have in common, whatever keeps the inputs. */
import { posix } from "node:path";
import { at, itemsOf, Unknown, type Value } from "../inputs";
import type { Known, Mount } from "./workload";

/**
 * The value at a path, as a provider of Pulumi takes it: a list of one stands for the object in it. Undefined where
 * there is nothing, the `Unknown` where it, or what should hold it, is unknown.
 */
export function inside(value: Value, ...path: readonly string[]): Value {
  let here = value;
  for (const key of path) here = at(Array.isArray(here) ? (here as readonly Value[])[0] : here, key);
  return here;
}

/**
 * The items of a list; of a list that is not known, that. A single item stands for a list of one, as for a provider.
 */
export function listed(list: Value): readonly Value[] {
  if (list === undefined || list === null) return [];
  return Array.isArray(list) ? itemsOf(list) : [list];
}

/** What is read from each item of a list. An unknown list stands for itself. */
export const eachOf = <Part>(list: Value, read: (item: Value) => readonly Known<Part>[]): readonly Known<Part>[] =>
  list instanceof Unknown ? [list] : listed(list).flatMap(read);

/** A mount by its source. Anonymous volumes and memory are none. */
export function mountFrom(source: Value): Known<Mount>[] {
  if (source instanceof Unknown) return [source];
  if (typeof source !== "string" || source === "") return [];
  return source.startsWith("/") ? [{ kind: "bind", source: posix.normalize(source) }] : [{ kind: "volume", source }];
}

/** Directories of the machine that stand behind a volume, as the options of the engine's own driver say. */
export function foldersBehind(options: Value): Known<Mount>[] {
  const settings = [inside(options, "device"), inside(options, "o")];
  const [device, list] = settings.map((setting) => (typeof setting === "string" ? setting : ""));
  // Of an overlay, the list names the directories: `lowerdir=/etc:/usr,upperdir=/srv`.
  const listed = list!.split(",").flatMap((option) => option.split("=")[1]?.split(":") ?? []);
  return [
    ...settings.filter((setting) => setting instanceof Unknown),
    ...[device!, ...listed].filter((path) => path.startsWith("/")).flatMap(mountFrom),
  ];
}

/** What a mount shows. A volume that stands for a directory is that directory, whatever its name. */
export function mountOf(mount: Value): Known<Mount>[] {
  const behind = foldersBehind(inside(mount, "volumeOptions", "driverOptions"));
  const named = mountFrom(inside(mount, "source"));
  if (behind.length === 0) return named;
  return [...behind, ...named.filter((part) => part instanceof Unknown || part.kind === "bind")];
}

/** A number, also one that is written as text; undefined for anything else that is known. */
export function numberFrom(value: Value): Known<number> | undefined {
  if (value instanceof Unknown) return value;
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** Words that a provider takes for yes, and for no: those of Go's `strconv.ParseBool`. */
const truths: ReadonlyMap<string, boolean> = new Map([
  ...["1", "t", "T", "true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["0", "f", "F", "false", "False", "FALSE"].map((word) => [word, false] as const),
]);

/** A yes or no, also one that is written as text or as a number; undefined for anything else that is known. */
export function truthFrom(value: Value): Known<boolean> | undefined {
  const text = textFrom(value);
  if (text instanceof Unknown) return text;
  return typeof text === "string" ? truths.get(text) : undefined;
}

/** A text, also one that is written as a number or as a yes or no; anything else as it is. */
export const textFrom = (value: Value): Value =>
  typeof value === "number" || typeof value === "boolean" ? String(value) : value;

/** The protocol of a port, which is TCP unless the resource says otherwise. */
export const protocolFrom = (value: Value): Known<"tcp" | "udp"> => {
  if (value instanceof Unknown) return value;
  return value === "udp" ? "udp" : "tcp";
};

/** Whether a setting has the value that takes a wall down. */
export const isSet = (value: Value, off: Value): Known<boolean> => (value instanceof Unknown ? value : value === off);

/** Whether one of several answers is yes; of no certain yes, the first that is not known. */
export const eitherOf = (answers: readonly Known<boolean>[]): Known<boolean> =>
  answers.includes(true) || (answers.find((answer) => answer instanceof Unknown) ?? false);

/** Whether a list of networks names that of the machine, by its id or by its name. */
export const namesHost = (networks: Value): Known<boolean> =>
  eitherOf(listed(networks).flatMap((network) => ["id", "name"].map((key) => isSet(inside(network, key), "host"))));
