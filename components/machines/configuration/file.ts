import { createHash } from "node:crypto";
import { quote } from "../../../tools/shell";

/** A file that a script writes. */
export interface ScriptFile {
  readonly path: string;
  readonly content: string;
  /** Octal, default `644`. */
  readonly mode?: string;
  /** `user` or `user:group`, names or numbers, default root. */
  readonly owner?: string;
}

/** The lines of a bash script that write a file in one step: whoever reads it sees the old or the new one. */
export function writeFile({ path, content, mode = "644", owner = "root" }: ScriptFile): string {
  const marker = "RUCHE_END_OF_FILE";
  const temporary = quote(`${path}.new`);
  return [
    `install -D -m ${mode} -o ${owner.split(":")[0]} /dev/null ${temporary}`,
    `cat > ${temporary} <<'${marker}'`,
    content.replace(/\n?$/, ""),
    marker,
    ...(owner.includes(":") ? [`chown ${owner} ${temporary}`] : []),
    `mv ${temporary} ${quote(path)}`,
  ].join("\n");
}

/** A probe's lines: the file has exactly this content, mode and owner. */
export function fileIs(file: ScriptFile): string {
  const marker = "RUCHE_END_OF_FILE";
  return `${fileIsKept(file)}\ncmp -s ${quote(file.path)} - <<'${marker}'\n${file.content.replace(/\n?$/, "")}\n${marker}`;
}

/**
 * A probe's lines: the same by the file's hash. A script and its probe travel as one argument, too short for a long
 * file twice.
 */
export function fileIsByHash(file: ScriptFile): string {
  const hash = createHash("sha256").update(file.content.replace(/\n?$/, "\n")).digest("hex");
  return `${fileIsKept(file)}\n[ "$(sha256sum < ${quote(file.path)})" = "${hash}  -" ]`;
}

/** A probe's line: the file is there with this mode and owner. */
function fileIsKept({ path, mode = "644", owner = "root" }: Pick<ScriptFile, "path" | "mode" | "owner">): string {
  // A number may be one that the machine has no name for.
  const form = owner
    .split(":")
    .map((name, place) => (/^\d+$/.test(name) ? ["%u", "%g"] : ["%U", "%G"])[place])
    .join(":");
  return `[ "$(stat -c %a:${form} ${quote(path)})" = ${mode}:${owner} ]`;
}
