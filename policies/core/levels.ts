import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Tier } from "../../model/descriptor";

/** How strictly a policy is enforced; the strictest last. */
export const levels = ["disabled", "advisory", "mandatory"] as const;

export type Level = (typeof levels)[number];

/** What a policy that speaks may do. */
export type SpokenLevel = Exclude<Level, "disabled">;

export type Levels = Readonly<Record<string, Readonly<Record<Tier, Level>>>>;

/** `levels.yaml`. Its form is checked by the tests, so that the pack starts without a schema library. */
export function readLevels(): Levels {
  return parse(readFileSync(join(__dirname, "..", "levels.yaml"), "utf8")) as Levels;
}

/** The ids of all policies: each has its levels. */
export const policyIds = (): readonly string[] => Object.keys(readLevels());

/** The level of a policy in a tier. A policy without a line is mandatory: forgetting it must not switch it off. */
export function levelOf(all: Levels, id: string, tier: Tier): Level {
  return all[id]?.[tier] ?? "mandatory";
}
