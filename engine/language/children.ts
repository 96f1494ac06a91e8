/** The Node processes that the host started: programs, policy packs, plugins. None may outlive it. */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { createRequire } from "node:module";
import * as path from "node:path";

const running = new Set<ChildProcess>();

/**
 * Starts `node` with these arguments (its own first, then file and arguments) and remembers the process until it ends.
 */
export function startNode(args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(process.execPath, ["--require", path.join(__dirname, "preload.js"), ...args], {
    ...options,
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  child.once("close", () => running.delete(child));
  child.once("error", () => running.delete(child));
  return child;
}

/** Ends every process at once; a program that is ended so counts as failed. */
export function endChildren(): void {
  for (const child of running) child.kill("SIGKILL");
}

/**
 * The file of `@pulumi/pulumi` (such as `cmd/run`) that the program in `directory` would load: it must be the
 * program's own copy, for its settings live in that copy's modules.
 *
 * @throws when the program's packages are not installed
 */
export function sdkFile(file: string, directory: string): string {
  try {
    return createRequire(path.join(directory, "index.js")).resolve(`@pulumi/pulumi/${file}`);
  } catch {
    throw new Error(`@pulumi/pulumi is not installed for the program in ${directory}: run "npm ci" there`);
  }
}
