import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { cacheRoot } from "../tools/cacheRoot";

/** The clone. */
export const root = resolve(__dirname, "..");

/** The version of this clone, for instance `0.1.0`. */
export const rucheVersion = (): string =>
  (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }).version;

/** What Ruche builds, shared by all clones. */
export const cache = cacheRoot();

/** A short name for this clone that is the same at every run. */
export const cloneId = createHash("sha256").update(root).digest("hex").slice(0, 6);

/** The environment that comes with a clone: commands are about it if none is named, and so are their examples. */
export const usualEnvironment = "lab";
