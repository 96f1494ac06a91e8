/** What changed between two sets of inputs, as property paths such as `environment.PORT` or `triggers[0]`. */
import { contentHash, type Properties, type PropertyValue } from "./values";

/** The kinds of change, numbered as in `PropertyDiff.Kind` of the provider protocol. */
export const changeKinds = { add: 0, delete: 2, update: 4 } as const;
export type InputChange = keyof typeof changeKinds;

/** The changed leaves. Inputs come without secret wrapping; assets count as leaves and are compared by content. */
export function changes(olds: Properties, news: Properties): Map<string, InputChange> {
  const found = new Map<string, InputChange>();
  compare("", olds, news, found);
  return found;
}

function compare(
  at: string,
  old: PropertyValue | undefined,
  now: PropertyValue | undefined,
  found: Map<string, InputChange>,
): void {
  const [absent, gone] = [old === undefined || old === null, now === undefined || now === null];
  if (absent && gone) return;
  if (absent || gone) return void found.set(at, absent ? "add" : "delete");
  const [oldHash, newHash] = [contentHash(old), contentHash(now)];
  if (oldHash !== undefined || newHash !== undefined) {
    if (oldHash !== newHash || (oldHash === "" && JSON.stringify(old) !== JSON.stringify(now))) found.set(at, "update");
  } else if (typeof old !== "object" || typeof now !== "object" || Array.isArray(old) !== Array.isArray(now)) {
    if (old !== now) found.set(at, "update");
  } else if (Array.isArray(old) && Array.isArray(now)) {
    for (let i = 0; i < Math.max(old.length, now.length); i++) compare(`${at}[${i}]`, old[i], now[i], found);
  } else {
    const [before, after] = [old as Properties, now as Properties];
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (key !== "__defaults") compare(join(at, key), before[key], after[key], found);
    }
  }
}

function join(at: string, key: string): string {
  if (/[.[\]"]/.test(key)) return `${at}["${key.replaceAll('"', '\\"')}"]`;
  return at === "" ? key : `${at}.${key}`;
}
