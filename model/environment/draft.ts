import type { DatabaseEngine } from "../descriptor";
import type { PortNumber } from "../rules/openedPort";
import type { Cidr, Duration } from "../values";
import type { Sections } from "./schema";
import type { SettingsSchema } from "./settings";

type Deep<T> = T extends Duration | Cidr
  ? T
  : T extends readonly (infer Item)[]
    ? readonly (Deep<Item> | undefined)[]
    : T extends object
      ? { readonly [Key in keyof T]?: Deep<T[Key]> }
      : T;

/** An environment as far as it could be read: anything may be missing, because it is missing or wrong. */
export type Draft = Deep<Sections>;

/** What the catalogue says of a kind of service; the catalogue itself is in `components/services`. */
export interface Kind {
  readonly kind: string;
  /** `single`: two copies at once would damage the data. */
  readonly writers: "single" | "many";
  /** The database that the platform must run for it. Default: none. */
  readonly database?: DatabaseEngine;
  /** Whether it keeps anything that must survive. Default: true. */
  readonly stateful?: boolean;
  /** What must survive, for the estimate of its backups. Default: one folder of files. */
  readonly items?: readonly ("files" | "database")[];
  /** Names of the secrets that are made for it. Default: none. */
  readonly secrets?: readonly string[];
  /** Names of what runs of it beside the container that people reach. Default: none. */
  readonly companions?: readonly string[];
  /** Whether it works below a path. Default: false. */
  readonly belowPath?: boolean;
  /** Ports that an environment may open, by name. Default: none. */
  readonly ports?: Readonly<Record<string, PortNumber>>;
  /** What an environment may say below `settings`. Default: nothing. */
  readonly settings?: SettingsSchema;
}

/** What the checks need beside the file. */
export interface CheckContext {
  readonly kinds: readonly Kind[];
  /** Providers of machines that the program can use. Default: lab, existing. */
  readonly providers?: readonly string[];
  /** The ids of all policies, asked for where an environment excepts one. Default: any id is taken. */
  readonly policies?: () => readonly string[];
}

/** Entries of a map of the draft, in the order of the file. */
export function entries<Value>(
  map: { readonly [name: string]: Value | undefined } | undefined,
): [string, Value | undefined][] {
  return Object.entries(map ?? {});
}

/** Items of a list of the draft that could be read, with their position. */
export function items<Value>(list: readonly (Value | undefined)[] | undefined): [number, Value][] {
  return (list ?? []).flatMap((item, index): [number, Value][] => (item === undefined ? [] : [[index, item]]));
}
