/**
 * What is known of software, from `facts/` and from each kind of service: until when it is maintained, what its edition
 * allows, which storage it bears.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { endOfDay } from "../../model/values/day";

/** Where and on which day (`2026-11-21`) something was looked up. */
export interface Sourced {
  readonly source: string;
  readonly lookedUp: string;
}

/** The maintenance of one line of versions. */
export interface Cycle extends Sourced {
  /** A day, `open`, `unknown`, or another software and its cycle. */
  readonly ends: string;
  readonly note?: string;
}

/** The most that an edition allows of something. */
export interface Limit extends Sourced {
  readonly most: number;
  readonly why: string;
}

/** One software. */
export interface Software {
  readonly title: string;
  readonly cycles: Readonly<Record<string, Cycle>>;
  readonly limits?: Readonly<Partial<Record<"copies" | "members", Limit>>>;
}

/** What a volume technology does to a software's data. */
export interface StorageFact extends Partial<Sourced> {
  readonly verdict: "safe" | "unsafe" | "unknown";
  readonly why: string;
}

export interface SoftwareFacts {
  readonly software: Readonly<Record<string, Software>>;
  /** The software of each kind of service; null: it has none of its own. */
  readonly services: Readonly<Record<string, string | null>>;
  /** What each image of the family holds: `php 8.2`. */
  readonly images: Readonly<Record<string, readonly string[]>>;
  /** By software (or database product) and technology. */
  readonly storage: Readonly<Record<string, Readonly<Record<string, StorageFact>>>>;
}

/** What a kind of service brings along: `software.yaml` in its folder. */
export interface ServiceSoftware {
  /** Its software; null: it has none of its own. */
  readonly service: string | null;
  /** What its image holds; absent if it runs an image of the platform. */
  readonly image?: readonly string[];
  /** Software that no other kind has. */
  readonly software?: SoftwareFacts["software"];
  /** What each technology of volumes does to its files; absent if it has none. */
  readonly storage?: SoftwareFacts["storage"][string];
}

const root = join(__dirname, "..", "..");
const read = (file: string): unknown => parse(readFileSync(file, "utf8"));

/** The facts of the platform in one folder, and those of each kind of service in its own folder of another. */
export function readFacts(platform = join(root, "policies/facts"), services?: string): SoftwareFacts {
  const [software, parts, storage] = ["software", "platform", "storage"].map((name) =>
    read(join(platform, `${name}.yaml`)),
  );
  const facts = { software, ...(parts as object), storage } as SoftwareFacts;
  return services === undefined ? facts : withServices(facts, serviceFacts(services));
}

/** The pack's own. Their form is checked by the tests, so that the pack starts without a schema library. */
export const ownFacts = (): SoftwareFacts => readFacts(undefined, join(root, "components/services"));

/** By kind: a folder of services is a kind if it has such a file. */
function serviceFacts(folder: string): [string, ServiceSoftware][] {
  return readdirSync(folder).flatMap((kind): [string, ServiceSoftware][] => {
    const file = join(folder, kind, "software.yaml");
    return existsSync(file) ? [[kind, read(file) as ServiceSoftware]] : [];
  });
}

function withServices(facts: SoftwareFacts, kinds: readonly [string, ServiceSoftware][]): SoftwareFacts {
  return {
    software: sorted({ ...facts.software, ...Object.assign({}, ...kinds.map(([, { software }]) => software)) }),
    services: { ...facts.services, ...Object.fromEntries(kinds.map(([kind, { service }]) => [kind, service])) },
    images: {
      ...facts.images,
      ...Object.fromEntries(kinds.flatMap(([kind, { image }]) => (image ? [[kind, image]] : []))),
    },
    storage: {
      ...facts.storage,
      ...Object.fromEntries(
        kinds.flatMap(([kind, { service, storage }]) => (storage ? [[service ?? kind, storage]] : [])),
      ),
    },
  };
}

const sorted = <Value>(map: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Until when something is maintained. */
export interface Maintenance {
  /** `PHP 8.2`, and with what it is maintained: `PHP 8.2 (as Debian 12)`. */
  readonly what: string;
  /** Seconds since 1970 at which it is over, and the day; undefined where there is none. */
  readonly end?: { readonly at: number; readonly day: string };
  /** Why nothing can be said; undefined where something can. */
  readonly unknown?: string;
  readonly note?: string;
  /** What it is maintained with, where it is a package: `debian 12`. */
  readonly with?: string;
  /** What was looked up: of a package its own entry, and that of what it is maintained with. */
  readonly cycles: readonly Cycle[];
}

/** Until when a version of a software is maintained. */
export function maintenanceOf({ software }: SoftwareFacts, name: string, version: string): Maintenance {
  const { title, cycles } = software[name] ?? { title: name, cycles: {} };
  const key = Object.keys(cycles)
    .filter((cycle) => version.startsWith(cycle) && !/^\d/.test(version.slice(cycle.length)))
    .sort((a, b) => b.length - a.length)[0];
  const cycle = key === undefined ? undefined : cycles[key];
  if (cycle === undefined)
    return {
      what: `${title} ${version}`,
      unknown: `nobody looked up until when ${title} ${version} is maintained`,
      cycles: [],
    };
  const { ends, note, source, lookedUp } = cycle;
  const what = `${title} ${key}`;
  const at = endOfDay(ends);
  const noted = note === undefined ? {} : { note };
  if (at !== undefined) return { what, end: { at, day: ends }, ...noted, cycles: [cycle] };
  if (ends === "open") return { what, ...noted, cycles: [cycle] };
  if (ends === "unknown")
    return {
      what,
      unknown: `nobody says until when ${what} is maintained (looked up on ${lookedUp}: ${source})`,
      ...noted,
      cycles: [cycle],
    };
  const [other = "", ...rest] = ends.split(" ");
  const below = maintenanceOf({ software } as SoftwareFacts, other, rest.join(" "));
  return { ...below, what: `${what} (as ${below.what})`, with: ends, ...noted, cycles: [cycle, ...below.cycles] };
}
