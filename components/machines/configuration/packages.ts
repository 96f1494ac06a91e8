import { shellProgram } from "../../../tools/programFile";

/**
 * A part of a script that installs the Debian packages of programs that are missing; a package is called like its
 * program.
 */
export const installPrograms = (programs: readonly string[]): string =>
  shellProgram(__dirname, "packages.sh", { programs });

/**
 * A line of a script that installs the rest of Python where a machine has only `python3-minimal`, which cannot read
 * JSON.
 */
export const installPython =
  "python3 -c 'import json' 2>/dev/null || { apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3 </dev/null >/dev/null; }";

/** A probe's lines: the programs are there. */
export const programsAreThere = (programs: readonly string[]): string =>
  programs.map((program) => `command -v ${program}`).join("\n");
