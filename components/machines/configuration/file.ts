import { quote } from "../quote";

/** A file that a script writes. */
export interface ScriptFile {
  readonly path: string;
  readonly content: string;
  /** Octal, default `644`. */
  readonly mode?: string;
  /** `user` or `user:group`, default root. */
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

/** A probe's line: the file has exactly this content. */
export function fileIs({ path, content }: ScriptFile): string {
  const marker = "RUCHE_END_OF_FILE";
  return `cmp -s ${quote(path)} - <<'${marker}'\n${content.replace(/\n?$/, "")}\n${marker}`;
}
