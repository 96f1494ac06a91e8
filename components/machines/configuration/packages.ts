/**
 * Lines of a script that install the Debian packages of programs that are missing; a package is called like its
 * program.
 */
export function installPrograms(programs: readonly string[]): string {
  return [
    `missing=$(for program in ${programs.join(" ")}; do command -v $program >/dev/null || printf ' %s' $program; done)`,
    '[ -z "$missing" ] || { apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y ' +
      "--no-install-recommends $missing >/dev/null; }",
  ].join("\n");
}

/** A line of a script that installs the rest of Python where a machine has only `python3-minimal`, which cannot read JSON. */
export const installPython =
  "python3 -c 'import json' 2>/dev/null || { apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3 >/dev/null; }";

/** A probe's lines: the programs are there. */
export const programsAreThere = (programs: readonly string[]): string =>
  programs.map((program) => `command -v ${program}`).join("\n");
