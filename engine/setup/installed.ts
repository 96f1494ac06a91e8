/** A full Pulumi installation on PATH, which is used as it is. */
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { pulumiVersion } from "../versions";
import { onPath } from "./keys";

/** An installation that can be used. */
export interface Installation {
  readonly version: string;
  readonly bin: string;
}

/** A file beside the CLI in our own sets, by which a set that is on PATH already is told from an installation. */
export const ownMark = ".built-from-modules";

/**
 * The installation on PATH, if it is complete (its own `pulumi-language-nodejs` beside it) and of a version that
 * works here (at least the SDK's, below 4). Half of an installation and half of ours is never used: CLI and
 * language host speak a protocol that changes between versions.
 *
 * @param directory keeps the answer of `pulumi version` for as long as the file is the same: starting it takes 0.15 s
 */
export async function installation(directory: string): Promise<Installation | undefined> {
  const pulumi = onPath("pulumi");
  if (pulumi === undefined) return undefined;
  const file = fs.realpathSync(pulumi);
  const beside = (name: string) => [pulumi, file].some((each) => fs.existsSync(path.join(path.dirname(each), name)));
  if (beside(ownMark) || !beside("pulumi-language-nodejs")) return undefined;
  const version = await versionOf(file, path.join(directory, "installation.json"));
  return version !== undefined && usable(version) ? { version, bin: path.dirname(pulumi) } : undefined;
}

async function versionOf(pulumi: string, memory: string): Promise<string | undefined> {
  const { mtimeMs, size } = fs.statSync(pulumi);
  const identity = `${pulumi} ${mtimeMs} ${size}`;
  try {
    const known = JSON.parse(fs.readFileSync(memory, "utf8"));
    if (known.identity === identity) return known.version;
  } catch {
    /* not asked yet */
  }
  try {
    const { stdout } = await promisify(execFile)(pulumi, ["version"], {
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    });
    const version = /^v?(\d+\.\d+\.\d+)/.exec(stdout.trim())?.[1];
    fs.mkdirSync(path.dirname(memory), { recursive: true });
    fs.writeFileSync(memory, JSON.stringify({ identity, version }));
    return version;
  } catch {
    return undefined;
  }
}

/** Whether a CLI of this version serves the SDK: from the SDK's own version to below the next major one. */
export function usable(version: string): boolean {
  const [major, minor, patch] = version.split(".").map(Number);
  const [wantedMajor, wantedMinor, wantedPatch] = pulumiVersion.split(".").map(Number);
  return major === wantedMajor && (minor > wantedMinor || (minor === wantedMinor && patch >= wantedPatch));
}
