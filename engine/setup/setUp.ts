/** Setting the engine up: what is missing is built, once for all clones that share a cache. */
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Plugin } from "../versions";
import { pulumiVersion } from "../versions";
import { assemble, moveInto, setName } from "./assemble";
import { installation } from "./installed";
import { findPart, partKey } from "./keys";
import { locked } from "./lock";
import { type Part, partsFor } from "./parts";

/** A Pulumi that is ready to be started. */
export interface Engine {
  /** `path`: an installation on PATH; `built`: our own. */
  readonly source: "path" | "built";
  /** The CLI's version, such as `3.248.0`. */
  readonly version: string;
  /** What a child process needs in its environment beside what it has. */
  readonly environment: Record<string, string>;
}

/** One part's progress. */
export interface PartProgress {
  readonly name: string;
  /** `waiting`: for another process that builds the same. */
  readonly state: "waiting" | "running" | "done" | "failed";
  /** How long the part usually takes, in seconds, on a 2-core computer. */
  readonly usualSeconds: number;
  readonly detail?: string;
}

/** What to set up, and where. */
export interface SetUpOptions {
  /** The plugins that are needed. */
  readonly plugins: readonly Plugin[];
  /** The folder that keeps what was built; `engine/` below it is ours. */
  readonly cache: string;
  readonly onProgress?: (step: PartProgress) => void;
  /** Ends builds and waiting. What is half built is not used by anybody later. */
  readonly signal?: AbortSignal;
}

/**
 * Makes sure that Pulumi and the plugins are there and tells how to start them. Takes some milliseconds when they
 * are. Several processes may do it at once: one builds a part, the others wait for it.
 *
 * @throws when a part cannot be built; the message holds the compiler's last lines
 */
export async function setUp({ plugins, cache, onProgress = () => {}, signal }: SetUpOptions): Promise<Engine> {
  const directory = path.resolve(cache, "engine");
  const found = await installation(directory);
  if (found !== undefined) {
    return {
      source: "path",
      version: found.version,
      environment: { PATH: `${found.bin}${path.delimiter}${process.env.PATH ?? ""}`, PULUMI_SKIP_UPDATE_CHECK: "true" },
    };
  }
  const parts = partsFor(plugins);
  const folders: Record<string, string> = {};
  for (const part of parts) folders[part.name] = findPart(part, directory) ?? "";
  const lacking = parts.filter(({ name }) => folders[name] === "");
  if (lacking.length > 0) {
    fs.mkdirSync(directory, { recursive: true });
    removeRemains(directory);
    // All at once: each Go build uses what it can of the processors, and its downloads overlap with the others'
    // compiling.
    const results = await Promise.allSettled(
      lacking.map(async (part) => {
        folders[part.name] = await obtain(part, directory, onProgress, signal);
      }),
    );
    signal?.throwIfAborted();
    const failures = results.flatMap((result) =>
      result.status === "rejected" ? [(result.reason as Error).message] : [],
    );
    if (failures.length > 0) throw new Error(failures.join("\n\n"));
  }
  const name = setName(parts.map((part) => folders[part.name]));
  const set = path.join(directory, name);
  if (!fs.existsSync(set)) assemble(directory, name, plugins, folders);
  return { source: "built", version: pulumiVersion, environment: builtEnvironment(set) };
}

/** What would have to be built for these plugins. Empty when all is there. */
export async function missing({
  plugins,
  cache,
}: Pick<SetUpOptions, "plugins" | "cache">): Promise<{ part: string; usualSeconds: number }[]> {
  const directory = path.resolve(cache, "engine");
  if ((await installation(directory)) !== undefined) return [];
  return partsFor(plugins)
    .filter((part) => findPart(part, directory) === undefined)
    .map((part) => ({ part: part.name, usualSeconds: part.usualSeconds }));
}

/** Builds one part unless somebody else just does; returns its folder's name. */
async function obtain(
  part: Part,
  directory: string,
  onProgress: (step: PartProgress) => void,
  signal?: AbortSignal,
): Promise<string> {
  const key = partKey(part);
  const say = (state: PartProgress["state"], detail?: string) =>
    onProgress({
      name: part.name,
      state,
      usualSeconds: part.usualSeconds,
      ...(detail === undefined ? {} : { detail }),
    });
  return locked(
    path.join(directory, key),
    async () => {
      if (fs.existsSync(path.join(directory, key))) {
        say("done");
        return key;
      }
      const temporary = path.join(directory, `.new-${process.pid}-${randomBytes(6).toString("hex")}`);
      fs.mkdirSync(temporary);
      say("running");
      try {
        if (part.kind === "go")
          await (await import("./goBuild")).goBuild(part, temporary, (detail) => say("running", detail), signal);
        else await (await import("./bundle")).bundle(part, temporary);
        moveInto(temporary, path.join(directory, key));
      } catch (error) {
        fs.rmSync(temporary, { recursive: true, force: true });
        say("failed", (error as Error).message);
        throw error;
      }
      say("done");
      return key;
    },
    () => say("waiting", "another process is building it"),
    signal,
  );
}

/** Removes what builds left that were killed more than a day ago. */
function removeRemains(directory: string): void {
  const yesterday = Date.now() - 24 * 3600_000;
  for (const name of fs.readdirSync(directory).filter((each) => each.startsWith(".new-"))) {
    const file = path.join(directory, name);
    try {
      if (fs.statSync(file).mtimeMs < yesterday) fs.rmSync(file, { recursive: true, force: true });
    } catch {
      /* somebody else removed it */
    }
  }
}

/** The environment for our own set: nothing is looked for or fetched elsewhere. */
function builtEnvironment(set: string): Record<string, string> {
  return {
    // Node's own folder last: the language host and the command plugin are started by the name `node`.
    PATH: [path.join(set, "bin"), process.env.PATH ?? "", path.dirname(process.execPath)].join(path.delimiter),
    PULUMI_HOME: path.join(set, "home"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
  };
}
