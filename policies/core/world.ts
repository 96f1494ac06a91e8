import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ownFacts, readFacts, type SoftwareFacts } from "./facts";
import { readThresholds, type ThresholdFile } from "./thresholds";

/** What is outside of the stack that is judged: files and the clock. Tests have their own. */
export interface World {
  readonly thresholds: ThresholdFile;
  readonly facts: SoftwareFacts;
  /** Seconds since 1970. */
  now(): number;
  /** The text of a service's file of evidence; undefined where there is none. */
  evidenceOf(environment: string, service: string): string | undefined;
}

/**
 * The world as it is.
 *
 * @param folder - Holds the evidence: `<environment>/<service>.json`.
 * @param facts - Holds what is known of software. Default: the pack's own.
 */
export function readWorld(folder: string, facts?: string): World {
  return {
    thresholds: readThresholds(),
    facts: facts === undefined ? ownFacts() : readFacts(facts),
    now: () => Date.now() / 1000,
    evidenceOf(environment, service) {
      // Names come from descriptors, and those from somebody's program: none may lead out of the folder.
      if (![environment, service].every((name) => /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(name))) return undefined;
      try {
        return readFileSync(join(folder, environment, `${service}.json`), "utf8");
      } catch (error) {
        // What is there and cannot be read is no reason to be silent.
        return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : "";
      }
    },
  };
}
